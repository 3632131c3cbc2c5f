"""Cases: a repository's change in one SQL file, with the findings that it must have marked in comments.

A mark stands on a line above the place, or at the end of its line:

    -- expect: table-without-rls "public.note"
    create table note (id bigint primary key);

A case that is more than one new migration is cut into sections by lines that begin with `-- ===`:

    -- === base [PATH]        a migration that the base has
    -- === up [PATH]          a new migration that is an up alone, wrapped in a transaction by its tool (Supabase's layout)
    -- === migration [PATH]   a new migration in the house layout: BEGIN … COMMIT, /* DOWN */, BEGIN … COMMIT
    -- === base file PATH     any other file that the base has
    -- === file PATH          a file that is new, or what the change makes of one that the base has
    -- === gone PATH          a file of the base that the change deletes
    -- === moved OLD NEW      a file of the base that the change renames
    -- === config             keys of the config, over those that the files imply
    -- === pull request       its title and text
    -- === message            a commit's message
    -- === expect PATH:LINE RULE "OBJECT"   a finding in a file that can't carry a mark

A text without sections is one `up`. A case without any migration gets one on the base, since a repository has some.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from checker.model import Finding

FOLDER = "db/migrations/eng"
CONFIG_PATH = "db/verify.yml"

_SECTION = re.compile(
    r"-- === (base file|base|up|migration|file|gone|moved|config|pull request|message|expect)\b(.*)"
)
_MARK = re.compile(r'(?:--|#|<!--)\s*expect:\s*([a-z0-9-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*(?:-->)?\s*$')
_LIKE_A_MARK = re.compile(r"(?:--|#|<!--|/\*).*\bexpect\w*\s*:", re.IGNORECASE)
_DEFAULT_NAMES = {
    ("one-way", "base"): "202601010000__before.sql",
    ("one-way", "up"): "202601020000__case.sql",
    ("marker", "base"): "202601010000__before.sql",
    ("marker", "migration"): "202601020000__case.sql",
}


class BadCase(ValueError):
    """A case that is not written as cases are."""


class Mark(Struct, frozen=True, order=True):
    """An expected finding: its place, its rule, and its object where the mark names one."""

    path: str
    line: int
    rule: str
    object: str | None = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.rule} {self.object or ''}".rstrip()


class Case(Struct, frozen=True, dict=True):
    """A change: the files on both sides, what else a pull request says, and the findings to expect.

    `rule` is the rule whose folder it is in; `name` is the path below the cases' folder. `base` and
    `head` map paths to texts; `moved` maps new paths to old ones.
    """

    name: str
    rule: str
    base: Mapping[str, str]
    head: Mapping[str, str]
    moved: Mapping[str, str]
    config: Mapping[str, Any]
    marks: tuple[Mark, ...]
    pull_request: str | None = None
    messages: tuple[str, ...] = ()

    @property
    def fires(self) -> bool:
        """Whether its own rule is expected to find something."""
        return any(mark.rule == self.rule for mark in self.marks)


def compared(case: Case, findings: Sequence[Finding]) -> Counter[Mark]:
    """Findings as marks; the object is left out where no mark of that place and rule names one."""
    named = {(mark.path, mark.line, mark.rule) for mark in case.marks if mark.object is not None}
    places = [(finding.location.path, finding.location.line, finding.rule) for finding in findings]
    objects = [finding.object for finding in findings]
    return Counter(
        Mark(*place, what if place in named else None) for place, what in zip(places, objects, strict=True)
    )


class _Draft(Struct, dict=True):
    base: dict[str, str] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    pull_request: str | None = None
    messages: list[str] = field(default_factory=list)


def read_cases(folder: Path) -> list[Case]:
    """The cases below a folder, one a `.sql` file, each in the folder of its rule; in the order of their names."""
    return [
        read_case(path.parent.name, f"{path.parent.name}/{path.stem}", path.read_bytes().decode("utf-8"))
        for path in sorted(folder.glob("*/*.sql"))
    ]


def read_case(rule: str, name: str, text: str) -> Case:
    """One case from its text; raises BadCase for what it can't mean."""
    draft = _Draft()
    sections = list(_sections(name, text))
    layout = "marker" if any(kind == "migration" for kind, _, _ in sections) else "one-way"
    for kind, argument, body in sections:
        _add(draft, name, layout, kind, argument, body)
    if not any(path.startswith(f"{FOLDER}/") for path in (*draft.base, *draft.head)):
        draft.base[f"{FOLDER}/{_DEFAULT_NAMES[layout, 'base']}"] = "comment on schema public is 'notes';\n"
    head = {path: body for path, body in draft.base.items() if path not in draft.gone}
    for new, old in draft.moved.items():
        if old not in head:
            raise BadCase(f"{name}: moves {old}, which the base does not have")
        head[new] = head.pop(old)
        draft.marks = [replace(mark, path=new) if mark.path == old else mark for mark in draft.marks]
    head |= draft.head
    return Case(
        name=name,
        rule=rule,
        base=draft.base,
        head=head,
        moved=draft.moved,
        config=_config(layout, head) | draft.settings,
        marks=tuple(sorted(draft.marks, key=str)),
        pull_request=draft.pull_request,
        messages=tuple(draft.messages),
    )


def _sections(name: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, argument and body of each section."""
    lines = text.splitlines(keepends=True)
    heads = [index for index, line in enumerate(lines) if line.startswith("-- ===")]
    if not heads:
        yield "up", "", text
        return
    if any(line.strip() for line in lines[: heads[0]]):
        raise BadCase(f"{name}: text before the first section")
    for index, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        found = _SECTION.fullmatch(lines[index].rstrip())
        if not found:
            raise BadCase(f"{name}:{index + 1}: no such section: {lines[index].rstrip()}")
        yield found[1], found[2].strip(), "".join(lines[index + 1 : end])


def _add(draft: _Draft, name: str, layout: str, kind: str, argument: str, body: str) -> None:
    match kind:
        case "base" | "up" | "migration":
            path = argument or _DEFAULT_NAMES.get((layout, kind), "")
            if not path:
                raise BadCase(f"{name}: a section `{kind}` beside a section `migration` needs a path")
            path = path if "/" in path else f"{FOLDER}/{path}"
            side = draft.base if kind == "base" else draft.head
            if path in side:
                raise BadCase(f"{name}: {path} is written twice: give the second section a path of its own")
            side[path] = body
            draft.marks += _marks(name, path, body)
        case "base file":
            draft.base[argument] = body
            draft.marks += _marks(name, argument, body)
        case "file":
            draft.head[argument] = body
            draft.marks += _marks(name, argument, body)
        case "gone":
            draft.gone.add(argument)
        case "moved":
            old, new = argument.split()
            draft.moved[new] = old
        case "config":
            import yaml

            draft.settings = yaml.safe_load(body)
        case "pull request":
            draft.pull_request = body
        case "message":
            draft.messages.append(body)
        case "expect":
            found = re.fullmatch(r'(\S+):(\d+) ([a-z0-9-]+)(?: "(.*)")?', argument)
            if not found:
                raise BadCase(f"{name}: not an expectation: {argument}")
            draft.marks.append(Mark(found[1], int(found[2]), found[3], found[4]))


def _marks(name: str, path: str, body: str) -> Iterator[Mark]:
    """The marks of a file; a mark on a line of its own speaks of the next line that is not one."""
    waiting: list[re.Match[str]] = []
    lines = body.splitlines()
    for number, line in enumerate(lines, 1):
        found = _MARK.search(line)
        if not found:
            if _LIKE_A_MARK.search(line):
                raise BadCase(f"{name}: {path}:{number}: not an expectation: {line.strip()}")
            yield from (_mark(path, number, mark) for mark in waiting)
            waiting = []
        elif line[: found.start()].strip():
            yield from (_mark(path, number, mark) for mark in (*waiting, found))
            waiting = []
        else:
            waiting.append(found)
    if waiting:
        raise BadCase(f"{name}: {path}: an expectation with nothing after it")


def _mark(path: str, line: int, found: re.Match[str]) -> Mark:
    name = found[2]
    return Mark(path, line, found[1], None if name is None else re.sub(r"\\(.)", r"\1", name))


def _config(layout: str, files: Mapping[str, str]) -> dict[str, Any]:
    """What a repository with these files would say of itself."""
    config: dict[str, Any] = {
        "version": 1,
        "migrations": [{"path": FOLDER, "layout": "supabase" if layout == "one-way" else "marker"}],
    }
    for key, folder in {"policies": "db/policies", "views": "db/views", "bootstrap": "db/bootstrap"}.items():
        if any(path.startswith(f"{folder}/") for path in files):
            config[key] = [folder]
    if "CHANGELOG.md" in files:
        config["changelog"] = "CHANGELOG.md"
    if any(path.startswith("ops/audit/") for path in files):
        config["audit"] = "ops/audit"
    if any(path.startswith("contracts/") for path in files):
        config["contracts"] = {"path": "contracts"}
    return config
