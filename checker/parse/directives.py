"""Comments that speak to db-verify: `-- db-verify: WORD [ARGUMENT] key="value" …`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checker.model import Comment, Directive, Location, Migration, Script

_DIRECTIVE = re.compile(r"(?:--|/\*)\s*db-verify:\s*(.*?)\s*(?:\*/)?\s*", re.DOTALL)
_WORD = re.compile(r"([a-z][a-z-]*)(?=\s|$)\s*")
_VALUE = re.compile(r'([a-z][a-z-]*)=(?:"([^"]*)"|(\S+))\s*')
_ARGUMENT = re.compile(r'([^\s="]+)(?=\s|$)\s*')


def read_directives(script: Script) -> tuple[Directive, ...]:
    """The directives among a script's comments, in order.

    One above the first statement speaks of the whole file; any other, of the statement that follows it.
    What can't be read has an empty word, and its text as the argument.
    """
    return tuple(_read(script, comment) for comment in script.comments if _DIRECTIVE.fullmatch(comment.text))


def with_directives(migration: Migration) -> Migration:
    """The migration with what its comments say of it: `irreversible reason="…"` in the header of any of its files."""
    found = tuple(directive for script in migration.scripts for directive in read_directives(script))
    return replace(
        migration,
        directives=found,
        irreversible=next(_reasons(found, "irreversible"), migration.irreversible),
    )


def _reasons(directives: tuple[Directive, ...], word: str) -> Iterator[str]:
    for directive in directives:
        if directive.word == word and directive.values.get("reason", "").strip():
            yield directive.values["reason"]


def _read(script: Script, comment: Comment) -> Directive:
    found = _DIRECTIVE.fullmatch(comment.text)
    text = found[1] if found else ""
    covers = _covers(script, comment)
    word = _WORD.match(text)
    if word is None:
        return Directive("", text, {}, comment.location, covers)
    position, argument = word.end(), ""
    if "=" not in text[position:].split(" ")[0] and (given := _ARGUMENT.match(text, position)):
        argument, position = given[1], given.end()
    values: dict[str, str] = {}
    while position < len(text):
        value = _VALUE.match(text, position)
        if value is None:
            return Directive("", text, {}, comment.location, covers)
        values[value[1]] = value[2] if value[2] is not None else value[3]
        position = value.end()
    return Directive(word[1], argument, values, comment.location, covers)


def _covers(script: Script, comment: Comment) -> Location | None:
    """The statement behind a comment; None above the first one of an up, and where none follows."""
    if not script.statements or (script.start == 0 and comment.end <= script.statements[0].start):
        return None
    return next((each.location for each in script.statements if each.start >= comment.end), None)
