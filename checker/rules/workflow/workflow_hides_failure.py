"""A workflow lets a run of db-verify that failed look as if it had passed.

## Why

The exit status is the verdict. `continue-on-error`, `|| true`, a pipe without `pipefail`, a script that goes on after it
without `-e`, a `$(…)` in another command, a `&` and a trap that exits with 0 throw it away: the check stays green whatever was
found, and nobody sees that it does. So does `--write-baseline` in the check of a pull request: it takes all that is found for known.

## How to fix

Let the command's exit status be the step's:

```text
- run: db-verify check --format github --report json=report.json
```

In a pipe, name the shell: GitHub runs `shell: bash` with `-o pipefail`, and a step without a `shell` without it.

## Not reported

- Steps and jobs that do not run `db-verify check`.
- A status that is kept and given back: `db-verify check || code=$?` and later `exit "$code"`.
- A script that goes on with `-e`, which GitHub gives every shell that it names itself; without it, one that asks for `$?`.
- `out=$(db-verify check)`, whose status is the command's, and a `&` that `wait` waits for.
- A pipe in a step with `shell: bash`, in a workflow whose `defaults` name it, or after `set -o pipefail`.
- `--write-baseline` in a workflow that no pull request starts, or in a job that asks `git diff` or `git status` whether the baseline has changed.
- Workflows that the change does not touch, unless all are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.workflow._jobs import COMMAND, Job, commands, events, jobs, line_of, mapping, workflows

_DROPPED = re.compile(r"\|\|\s*(?:true|:|echo|printf|exit\s+0|/bin/true)(?![\w-])")
_PIPE = re.compile(r"(?<!\|)\|(?![|])")
_BACKGROUND = re.compile(r"(?<![&>])&(?![&>])")
_ASSIGNED = re.compile(r"^\s*\w+=\"?\$\($")
_SUBSTITUTED = re.compile(r"\$\([^)]*$|`[^`]*$")
_TRAP = re.compile(r"""\btrap\s+(['"])[^'"]*\bexit\s+0\b[^'"]*\1\s+(?:EXIT|0)\b""")
_COMPARED = re.compile(r"\bgit (?:diff|status)\b")
_ERREXIT = re.compile(r"\bset\s+([-+])(?:\w*e\w*|o\s+errexit)\b")
_SHELL_WITH_E = re.compile(r"\s-\w*e|-o\s+errexit")
_PIPEFAIL = re.compile(r"\bset\s+-\S*o?\s*\S*\s*pipefail\b|-o\s+pipefail\b")


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each place of a judged workflow at which the exit status of db-verify is thrown away."""
    for document, file in workflows(change):
        if file is None:
            continue
        for job in jobs(file):
            name = f"{document.path} {job.name}"
            if _on(job.data.get("continue-on-error")):
                yield Hit(
                    job.place("continue-on-error"),
                    f"the job {job.name} is green whatever db-verify finds: take continue-on-error out",
                    object=name,
                )
            for index in job.steps:
                if _on(job.step(index).get("continue-on-error")):
                    yield Hit(
                        job.place("steps", index, "continue-on-error"),
                        f"the step is green whatever db-verify finds: take continue-on-error out of the job {job.name}",
                        object=name,
                    )
                yield from _script(job, index, name)


def _script(job: Job, index: int, name: str) -> Iterator[Hit]:
    step = job.step(index)
    script = str(step.get("run", ""))
    lines = list(commands(script))
    for number, (command, first) in enumerate(lines):
        found = COMMAND.search(command)
        if not found:
            continue
        rest = command[found.end() :]
        place = line_of(job, index, script.split("\n")[first])
        if "--write-baseline" in rest.split() and _judges(job):
            yield Hit(
                place,
                "--write-baseline takes all that db-verify finds for known, so that the step is green whatever it finds: take it out, and"
                " commit the baseline that it writes elsewhere",
                object=name,
            )
        elif dropped := _DROPPED.search(rest):
            yield Hit(
                place,
                f"`{dropped.group().strip()}` throws db-verify's exit status away: take it out, so that the verdict is the step's",
                object=name,
            )
        elif _PIPE.search(_unquoted(rest)) and not _pipefail(job, index, script):
            yield Hit(
                place,
                "the exit status of a pipe is that of its last command, not db-verify's: write `set -o pipefail` before it,"
                " or `shell: bash` beside `run`",
                object=name,
            )
        elif why := _lost(_shell(job, index), command, found, lines[:number], lines[number + 1 :]):
            yield Hit(place, f"{why}, so that the verdict is the step's", object=name)


def _judges(job: Job) -> bool:
    """Whether a job judges pull requests by what db-verify finds, and not by what it has written."""
    scripts = "\n".join(str(mapping(step).get("run", "")) for step in job.data["steps"])
    return not events(job.file).isdisjoint({"pull_request", "merge_group"}) and not _COMPARED.search(scripts)


def _lost(
    shell: str,
    command: str,
    found: re.Match[str],
    before: Sequence[tuple[str, int]],
    after: Sequence[tuple[str, int]],
) -> str | None:
    """How a script of several commands loses the exit status of one, and what to do; None where it does not."""
    rest = _unquoted(command[found.end() :])
    following = "\n".join((rest, *(text for text, _ in after)))
    begun = command[: found.start() + 1]
    if _SUBSTITUTED.search(begun) and not _ASSIGNED.match(begun):
        return "the exit status is that of the command around `$(…)`: run db-verify by itself"
    if _BACKGROUND.search(rest) and not re.search(r"\bwait\b", following):
        return "nobody asks for the exit status of what runs behind `&`: take it out"
    if any(_TRAP.search(text) for text, _ in before):
        return "the trap's `exit 0` takes the place of db-verify's exit status: take it out"
    switched = [one.group(1) for text, _ in before for one in _ERREXIT.finditer(text)]
    stops = switched[-1] == "-" if switched else "{0}" not in shell or bool(_SHELL_WITH_E.search(shell))
    goes_on = ";" in rest or any(text.strip() for text, _ in after)
    if not stops and goes_on and "$?" not in following:
        return "without `-e` the script goes on, and its last command's exit status is the step's: run it with `set -e`"
    return None


def _shell(job: Job, index: int) -> str:
    shells = [
        job.step(index).get("shell"),
        mapping(mapping(job.data.get("defaults")).get("run")).get("shell"),
        mapping(mapping(mapping(job.file.data).get("defaults")).get("run")).get("shell"),
    ]
    return str(next((one for one in shells if one), ""))


def _pipefail(job: Job, index: int, script: str) -> bool:
    shell = _shell(job, index)
    return shell == "bash" or "pipefail" in shell or bool(_PIPEFAIL.search(script))


def _unquoted(text: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "''", text)


def _on(value: object) -> bool:
    """Whether continue-on-error is set, or may be (an expression)."""
    return value is not None and value is not False
