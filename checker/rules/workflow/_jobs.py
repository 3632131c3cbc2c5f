"""The jobs of a repository's workflows that run db-verify, with the places of what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from checker.errors import UsageError
from checker.model import Change, Document, Location, Source
from checker.yamlfile import Key, YamlFile, read_yaml

CHECK = "DB Verify"

_ACTION = re.compile(r"(?:^|/)db-verify(?:/[^@]*)?(?:@|$)")
# The command itself, not another one of its name's (`db-verify coverage`), at the beginning of a command.
COMMAND = re.compile(
    r"(?:^|[;&|(!]|\bthen|\bdo|\bexec|\bpoetry run|\buv run|\bpipx run)\s*(?:\w+=\S*\s+)*"
    r"(?:\S*/)?(?:db-verify|python[\d.]* -m checker)(?=\s+check\b|\s+-|\s*$|\s*[|&;)])"
)


class Job(Struct, frozen=True):
    """A job that runs db-verify or is named as the required check is.

    `steps` are the indexes of the steps that run it, each with whether it is a script (`run`) or an action (`uses`).
    """

    file: YamlFile
    id: str
    data: Mapping[str, Any]
    steps: tuple[int, ...]

    @property
    def name(self) -> str:
        """What its check is called: GitHub takes the id where there is no name."""
        return str(self.data.get("name") or self.id)

    def step(self, index: int) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.data["steps"][index]
        return found

    def place(self, *path: str | int) -> Location:
        """The place of a key of the job."""
        return self.file.place(("jobs", self.id, *path))


def workflows(change: Change) -> Iterator[tuple[Document, YamlFile | None]]:
    """The workflows that are judged, changed ones unless all are asked for; None for one that is not YAML."""
    for document in change.workflows:
        if change.everything or document.status != "unchanged":
            yield document, read(document.source)


def read(source: Source) -> YamlFile | None:
    """A workflow's content, None where it is not YAML."""
    try:
        return read_yaml(source)
    except UsageError:
        return None


def events(file: YamlFile) -> set[str]:
    """What starts a workflow: the names of GitHub's events."""
    on = mapping(file.data).get("on")
    return {on} if isinstance(on, str) else set(on) if isinstance(on, list | dict) else set()


def has_check(source: Source) -> bool:
    """Whether a workflow has a job that is named as the required check is."""
    file = read(source) if CHECK in source.text else None
    return file is not None and any(job.name == CHECK for job in jobs(file))


def jobs(file: YamlFile) -> Iterator[Job]:
    """The jobs of a workflow that run db-verify, and those whose check is called as the required one."""
    for name, data in mapping(mapping(file.data).get("jobs")).items():
        if not isinstance(data, dict):
            continue
        steps = data.get("steps")
        running = tuple(
            index
            for index, step in enumerate(steps if isinstance(steps, list) else ())
            if runs(mapping(step))
        )
        job = Job(file, str(name), data, running)
        if running or job.name == CHECK:
            yield job


def runs(step: Mapping[str, Any]) -> bool:
    """Whether a step runs `db-verify check`."""
    if _ACTION.search(str(step.get("uses", ""))):
        return True
    return any(COMMAND.search(command) for command, _ in commands(str(step.get("run", ""))))


# What narrows a run of `db-verify check`: as an option of the command, and as an input of the action.
_NARROWING = ("static", "config", "base")


def narrowed(job: Job) -> Iterator[tuple[int, str]]:
    """What the job's runs leave out: each step, and an option with its value, as `--config ci.yml`, or a path."""
    for index in job.steps:
        given = mapping(job.step(index).get("with"))
        for name in _NARROWING:
            value = str(given.get(name, "")).lower()
            if value not in ("", "false"):
                yield index, f"--{name}" + (f" {given[name]}" if name != "static" else "")
        for command, _ in commands(str(job.step(index).get("run", ""))):
            if found := COMMAND.search(command):
                yield from ((index, one) for one in _arguments(command[found.end() :]))


def _arguments(text: str) -> Iterator[str]:
    """The narrowing options of a command, and its paths, up to where another command begins."""
    plain = re.sub(r"\$\{\{.*?\}\}", "EXPRESSION", text)
    words = iter(re.split(r"[;&|<>)]|\d>", plain)[0].split())
    for word in words:
        name, separator, value = word.partition("=")
        if name == "--static":
            yield name
        elif name in ("--config", "--base"):
            yield f"{name} {value if separator else next(words, '')}"
        elif name in ("--head", "--database", "--format", "--output", "--report", "--fail-on", "--as-of"):
            _ = separator or next(words, "")
        elif re.fullmatch(r"[\w.][\w./-]*", word) and word != "check":
            yield word


def commands(script: str) -> Iterator[tuple[str, int]]:
    """The logical lines of a shell script (a backslash joins two) without comments, each with its first line, from 0."""
    joined, first = "", 0
    for number, line in enumerate(script.split("\n")):
        if not joined:
            first = number
        text = re.sub(r"(?:^|\s)#.*", "", line)
        if text.endswith("\\"):
            joined += text[:-1] + " "
            continue
        yield joined + text, first
        joined = ""
    if joined:
        yield joined, first


def line_of(job: Job, step: int, text: str) -> Location:
    """The line of a step's script that begins with `text`, or the step's `run`."""
    path: Key = ("jobs", job.id, "steps", step, "run")
    value = job.file.values.get(path)
    source = job.file.source
    if value is not None:
        last = value.end_line or value.line
        for number in range(value.line, last + 1):
            if number <= len(source.lines) and source.lines[number - 1].strip().startswith(text.strip()):
                return source.line_location(number)
    return job.file.place(path)


def mapping(value: object) -> Mapping[str, Any]:
    """A value that should be a mapping, or an empty one: what else stands there is GitHub's to refuse."""
    return value if isinstance(value, dict) else {}
