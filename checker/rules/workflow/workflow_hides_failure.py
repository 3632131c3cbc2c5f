"""A workflow lets a run of db-verify that failed look as if it had passed.

## Why

The exit status is the verdict. `continue-on-error`, `|| true` and a pipe without `pipefail` throw it away: the check
stays green whatever was found, and nobody sees that it does.

## How to fix

Let the command's exit status be the step's:

```text
- run: db-verify check --format github --report json=report.json
```

In a pipe, name the shell: GitHub runs `shell: bash` with `-o pipefail`, and a step without a `shell` without it.

## Not reported

- Steps and jobs that do not run `db-verify check`.
- A status that is kept and given back: `db-verify check || code=$?` and later `exit "$code"`.
- A pipe in a step with `shell: bash`, in a workflow whose `defaults` name it, or after `set -o pipefail`.
- Workflows that the change does not touch, unless all are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.workflow._jobs import COMMAND, Job, commands, jobs, line_of, mapping, workflows

_DROPPED = re.compile(r"\|\|\s*(?:true|:|echo|printf|exit\s+0|/bin/true)(?![\w-])")
_PIPE = re.compile(r"(?<!\|)\|(?![|])")
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
    for command, first in commands(script):
        found = COMMAND.search(command)
        if not found:
            continue
        rest = command[found.end() :]
        place = line_of(job, index, script.split("\n")[first])
        if dropped := _DROPPED.search(rest):
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


def _pipefail(job: Job, index: int, script: str) -> bool:
    shells = [
        job.step(index).get("shell"),
        mapping(mapping(job.data.get("defaults")).get("run")).get("shell"),
        mapping(mapping(mapping(job.file.data).get("defaults")).get("run")).get("shell"),
    ]
    shell = str(next((one for one in shells if one), ""))
    return shell == "bash" or "pipefail" in shell or bool(_PIPEFAIL.search(script))


def _unquoted(text: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "''", text)


def _on(value: object) -> bool:
    """Whether continue-on-error is set, or may be (an expression)."""
    return value is not None and value is not False
