"""The required check `DB Verify` can be skipped, left pending, or is gone.

## Why

GitHub counts a job that an `if` skipped as a success, leaves the check of a workflow that `paths` skipped pending for ever, and
knows a required check by its name alone. Each of them ends in a merge without a verdict, or in the check being
taken off the list.

## How to fix

One job of that name, on every pull request, which needs nothing:

```text
on: {pull_request: {}, merge_group: {}}
jobs:
  db-verify:
    name: DB Verify
    runs-on: ubuntu-24.04
```

## Not reported

- Jobs of other names, and workflows that have no job of this name.
- `types` that name opened, synchronize and reopened; `branches` that the pull request's target must match.
- `if: always()`, which skips nothing, of a step or of the job, whatever that needs.
- A repository whose base has no such job either.
- Workflows that the change does not touch, unless all are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.model import Change, Location, Severity
from checker.rule import Hit, rule
from checker.rules.workflow._jobs import CHECK, Job, events, has_check, jobs, mapping, workflows
from checker.yamlfile import YamlFile

_TYPES = {"opened", "synchronize", "reopened"}


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each way around the job of that name in a judged workflow, and the job where the change takes it away."""
    for document, file in workflows(change):
        if file is None:
            if CHECK in document.source.text:
                yield Hit(
                    document.source.line_location(1),
                    f"{document.path} is not YAML that can be read, so GitHub does not run {CHECK}: mend it",
                    object=document.path,
                )
            continue
        for job in jobs(file):
            if job.name == CHECK:
                yield from _triggers(document.path, file)
                yield from _job(document.path, job)
    if not change.everything:
        yield from _taken_away(change)


def _triggers(path: str, file: YamlFile) -> Iterator[Hit]:
    on = mapping(file.data).get("on")
    place = file.place(("on",))
    if "pull_request_target" in events(file):
        yield Hit(
            file.place(("on", "pull_request_target")),
            f"pull_request_target runs the pull request's files with the rights of the base: run {CHECK} on pull_request",
            object=path,
        )
    if "pull_request" not in events(file):
        yield Hit(
            place, f"{CHECK} does not run on pull_request, so no pull request has a verdict", object=path
        )
        return
    settings = mapping(mapping(on).get("pull_request"))
    for key in ("paths", "paths-ignore"):
        if key in settings:
            yield Hit(
                file.place(("on", "pull_request", key)),
                f"{key} leaves {CHECK} pending where it skips the workflow: take it out; a change without migrations"
                " passes by itself",
                object=path,
            )
    types = settings.get("types")
    if isinstance(types, list) and _TYPES - set(map(str, types)):
        missing = ", ".join(sorted(_TYPES - set(map(str, types))))
        yield Hit(
            file.place(("on", "pull_request", "types")),
            f"the types leave out {missing}: {CHECK} would speak of an older state of the pull request, or not at all",
            object=path,
        )


def _job(path: str, job: Job) -> Iterator[Hit]:
    why = {
        "if": "GitHub counts a job that its `if` skips as a success: take it out",
        "needs": f"{CHECK} is skipped, and counted as a success, where a job that it needs is: let it need none",
        "strategy": f"a matrix gives the check other names than {CHECK}: take it out",
    }
    for key, message in why.items():
        if key in job.data and not (key != "strategy" and _always(job.data.get("if"))):
            yield Hit(job.place(key), message, object=path)
    if not job.steps and "uses" not in job.data and not _own_action(job):
        yield Hit(
            job.place("name"),
            f"a job is named {CHECK} and no step of it runs db-verify: run it there, or name the job otherwise",
            object=path,
        )
    for index in job.steps:
        if "if" in job.step(index) and not _always(job.step(index)["if"]):
            yield Hit(
                job.place("steps", index, "if"),
                f"the job {CHECK} is green where its `if` skips db-verify: take it out",
                object=path,
            )


def _always(condition: object) -> bool:
    """Whether an `if` skips nothing: then the job runs, whatever became of those that it needs."""
    return re.sub(r"^\$\{\{(.*)\}\}$", r"\1", str(condition).strip()).strip() == "always()"


def _own_action(job: Job) -> bool:
    """Whether a step runs an action of the repository itself, whose inside is not looked at."""
    steps = job.data.get("steps")
    return any(
        str(mapping(step).get("uses", "")).startswith("./")
        for step in (steps if isinstance(steps, list) else ())
    )


def _taken_away(change: Change) -> Iterator[Hit]:
    """The workflow whose job the base had, where no workflow of the head has it."""
    bases = [(document.base, document.source.line_location(1)) for document in change.workflows]
    bases += [(file.base, Location(file.path)) for file in change.files if file.status == "deleted"]
    had = [place for base, place in bases if base is not None and _is_workflow(base.path) and has_check(base)]
    if not had or any(has_check(document.source) for document in change.workflows):
        return
    yield Hit(
        had[0],
        f"no job is named {CHECK} any more: the required check stays pending, or is taken off the list; bring the job back",
        object=had[0].path,
    )


def _is_workflow(path: str) -> bool:
    return path.startswith(".github/workflows/")
