"""The files of a repository, each with what the change did to it: scripts, documents, and texts of both sides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from msgspec.structs import replace

from checker.config import Config
from checker.model import (
    Document,
    FileChange,
    FileStatus,
    Found,
    Location,
    PathChange,
    Problem,
    Script,
    Source,
    Tree,
)
from checker.parse.directives import script_with_directives
from checker.parse.layouts import File
from checker.parse.placeholders import Placeholders
from checker.parse.sql import parse_script, read_text

WORKFLOWS = ".github/workflows"


class Reader:
    """Reads paths of a found repository."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._changes: dict[str, PathChange] = {change.path: change for change in found.changes}

    @property
    def changed(self) -> Collection[str]:
        """The paths that the change touches."""
        return self._changes

    def status(self, path: str) -> FileStatus:
        change = self._changes.get(path)
        return change.status if change else "unchanged"

    def file(self, tree: Tree, path: str, placeholders: Placeholders | None = None) -> File:
        kind = tree.entries[path]
        if kind != "file":
            said = {"symlink": "a symbolic link", "directory": "a folder", "submodule": "a submodule"}.get(
                kind, kind
            )
            problem = Problem(
                Location(path), f"{path.rsplit('/', 1)[-1]!r} is {said}; only regular files are read"
            )
            return File(Source.of(path, ""), (problem,), self.status(path))
        source, problems = read_text(path, tree.read(path))
        if placeholders is not None and not problems:
            source = placeholders.fill(source)
        return File(source, problems, self.status(path))

    def files(self, tree: Tree, place: str) -> list[File]:
        return [self.file(tree, path) for path in tree.entries.under(place)]

    def scripts(
        self, tree: Tree, places: Iterable[str], placeholders: Placeholders | None = None
    ) -> tuple[Script, ...]:
        """The SQL scripts that places (folders or files) hold, each place's in name order."""
        return tuple(
            _script(self.file(tree, path, placeholders))
            for place in places
            for path in tree.entries.under(place)
            if path.lower().endswith(".sql")
        )

    def document(self, path: str) -> Document | None:
        tree = self._found.head_tree
        if tree.entries.get(path) != "file":
            return None
        source, _ = read_text(path, tree.read(path))
        change = self._changes.get(path)
        base = _later(self._found.base_tree, change.old_path or path) if change else source
        added = frozenset(range(1, len(source.lines) + 1)) if base is None else _added_lines(base, source)
        return Document(source, self.status(path), added, base)

    def documents(self, place: str, *endings: str) -> tuple[Document, ...]:
        paths = [path for path in self._found.head_tree.entries.under(place) if path.endswith(endings)]
        return tuple(document for document in map(self.document, paths) if document is not None)

    def workflows(self, *, everything: bool) -> tuple[Document, ...]:
        """GitHub's workflows, which lie in one folder and nowhere below it."""
        tree = self._found.head_tree
        if not everything and not any(path.startswith(f"{WORKFLOWS}/") for path in self._changes):
            return ()
        paths = [
            path for path in tree.entries.under(WORKFLOWS) if path.count("/") == WORKFLOWS.count("/") + 1
        ]
        documents = (self.document(path) for path in paths if path.endswith((".yml", ".yaml")))
        return tuple(document for document in documents if document is not None)

    def consumer_files(self, config: Config, *, everything: bool) -> tuple[Document, ...]:
        """Application code, of which only what changed is read unless everything is judged: it may be large."""
        tree = self._found.head_tree
        paths = [path for place in config.consumer_code for path in tree.entries.under(place)]
        chosen = [
            path
            for path in dict.fromkeys(paths)
            if tree.entries.get(path) == "file" and (everything or path in self._changes)
        ]
        texts = [path for path in chosen if not read_text(path, tree.read(path))[1]]
        return tuple(document for document in map(self.document, texts) if document is not None)

    def file_changes(self) -> tuple[FileChange, ...]:
        """The changed paths, with their texts on both sides, which are read when something asks for them."""
        found = self._found
        return tuple(
            FileChange(
                change.path,
                change.status,
                change.old_path,
                base=_later(found.base_tree, change.old_path or change.path),
                head=_later(found.head_tree, change.path),
            )
            for change in found.changes
        )


def _later(tree: Tree | None, path: str) -> Source | None:
    """A file's text in a tree, where it has that file."""
    if tree is None or tree.entries.get(path) != "file":
        return None
    return Source(path, lambda: read_text(path, tree.read(path))[0].text)


def _script(file: File) -> Script:
    if file.problems:
        return Script(file.source, 0, len(file.source.text), (), (), file.problems, file.status)
    return script_with_directives(replace(parse_script(file.source), status=file.status))


def _added_lines(base: Source, head: Source) -> frozenset[int]:
    """The 1-based lines of `head` that are not lines of `base`."""
    if base.text == head.text:
        return frozenset()
    matcher = SequenceMatcher(None, base.lines, head.lines, autojunk=False)
    return frozenset(
        line + 1
        for tag, _, _, start, end in matcher.get_opcodes()
        if tag in ("insert", "replace")
        for line in range(start, end)
    )
