"""What comments say to db-verify: `-- db-verify: WORD [RULE] key="value" …`, read strictly.

    -- db-verify: irreversible reason="…"
    -- db-verify: no-transaction reason="…"
    -- db-verify: allow RULE reason="…" [until=YYYY-MM-DD]

A directive stands before a statement, and speaks of that one; or in the file's header, and speaks of the file. The header
ends at the first statement: what stands directly above that, without a blank line, belongs to it (a BEGIN has
nothing to allow, so what stands above it is header).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType

from msgspec.structs import replace
from pglast import ast, parser

from checker.model import Directive, Location, Migration, Script, Source, Statement
from checker.names import enumerated

_ADDRESSED = re.compile(r"--+\s*db[-_ ]?verify\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_EXACT = re.compile(r"-- ?db-verify: *(?P<rest>.*)", re.DOTALL)
_PAIR = re.compile(r"(?P<key>[a-zA-Z_-]+)=(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[^\s\"]+))(?=\s|$)")
_WORD = re.compile(r"[^\s=\"]+(?=\s|$)")
WORDS = ("allow", "irreversible", "no-transaction")
_ABOUT_FILES = ("irreversible", "no-transaction")
_TOOLS_LINE = re.compile(r"--\s*(?:\+goose\b|migrate:)", re.IGNORECASE)


def with_directives(migration: Migration) -> Migration:
    """A migration with the directives of its files, and what `irreversible` makes of it."""
    found = tuple(
        directive
        for source in dict.fromkeys(migration.sources)
        for directive in _settled(source, _statements(migration.scripts, source), migration)
    )
    if not found:
        return migration
    reason = next(
        (one.values["reason"] for one in found if one.word == "irreversible" and one.problem is None), None
    )
    return replace(migration, directives=found, irreversible=reason or migration.irreversible)


def script_with_directives(script: Script) -> Script:
    """A repeatable script with its directives."""
    found = read_directives(script.source, script.statements)
    found = tuple(
        replace(one, problem=f"{one.word} is said of migrations, and this is a repeatable script")
        if one.problem is None and one.word in _ABOUT_FILES
        else one
        for one in found
    )
    return replace(script, directives=found) if found else script


def _statements(scripts: Iterable[Script], source: Source) -> list[Statement]:
    found = [one for script in scripts if script.source is source for one in script.statements]
    return sorted(found, key=lambda one: one.start)


def _settled(source: Source, statements: Sequence[Statement], migration: Migration) -> list[Directive]:
    found = []
    for one in read_directives(source, statements):
        if one.problem is None and one.word == "no-transaction" and migration.transaction == "tool":
            one = replace(one, problem=f"{migration.layout} has a word of its own for this: use that one")
        found.append(one)
    return found


def read_directives(source: Source, statements: Sequence[Statement]) -> tuple[Directive, ...]:
    """The directives in a text, in order, those that are wrong with their `problem`; `statements` are the text's own."""
    if "verify" not in source.text and "VERIFY" not in source.text:
        return ()
    try:
        tokens = parser.scan(source.text)
    except parser.ParseError:
        return ()
    found = []
    for token in tokens:
        if token.name not in ("SQL_COMMENT", "C_COMMENT"):
            continue
        text = source.text[token.start : token.end + 1]
        if token.name == "C_COMMENT":
            text = "--" + text[2:-2].strip(" \t*") if re.match(r"/\*+\s*db-verify:", text) else ""
        if _ADDRESSED.match(text):
            # A place ends where the words end, so that a carriage return is no part of it.
            place = source.location(token.start, token.start + len(text.rstrip()))
            directive = _read(text, place, block=token.name == "C_COMMENT")
            if directive is not None:
                found.append(_covering(directive, source, token.start, token.end + 1, statements))
    return tuple(found)


def _read(text: str, place: Location, *, block: bool) -> Directive | None:
    """One comment; None where it only mentions the name in a sentence."""
    exact = _EXACT.fullmatch(text.rstrip())
    if exact is None or block:
        rest = _ADDRESSED.match(text)
        words = rest.group("rest").strip(" :").split() if rest else []
        if not words or (
            words[0].lower() not in WORDS and not get_close_matches(words[0].lower(), WORDS, n=1)
        ):
            return None if exact is None else _wrong("", place, "write it as a comment that begins with --")
        return _wrong(words[0], place, "write it as -- db-verify: WORD …, on a line of its own")
    rest_of_it = exact.group("rest")
    word_match = _WORD.match(rest_of_it)
    word = word_match.group() if word_match else ""
    if word not in WORDS:
        close = get_close_matches(word.lower(), WORDS, n=1)
        meant = f"; did you mean {close[0]}?" if close else f"; known words are {', '.join(WORDS)}"
        return _wrong(word, place, f"there is no directive {word!r}{meant}")
    argument, values, wrong = _arguments(rest_of_it[len(word) :])
    problem = wrong or _missing(word, argument, values)
    return Directive(word, argument, MappingProxyType(values), place, None, problem)


def _wrong(word: str, place: Location, problem: str) -> Directive:
    return Directive(word, "", MappingProxyType({}), place, None, problem)


def _arguments(text: str) -> tuple[str, dict[str, str], str | None]:
    """The bare word and the keys of a directive, and what can't be read."""
    argument = ""
    values: dict[str, str] = {}
    rest = text.strip()
    while rest:
        pair = _PAIR.match(rest)
        word = _WORD.match(rest)
        if pair:
            key = pair.group("key")
            if key in values:
                return argument, values, f"{key} stands here twice"
            values[key] = pair.group("quoted") if pair.group("quoted") is not None else pair.group("bare")
            rest = rest[pair.end() :].lstrip()
        elif word and not argument and not values:
            argument = word.group()
            rest = rest[word.end() :].lstrip()
        else:
            return argument, values, f'this can\'t be read: {rest!r}; write key="value"'
    return argument, values, None


def _missing(word: str, argument: str, values: dict[str, str]) -> str | None:
    allowed = {"reason", "until"} if word == "allow" else {"reason"}
    unknown = next((key for key in values if key not in allowed), None)
    if unknown is not None:
        return f"{word} has no {unknown!r}; it has {enumerated(sorted(allowed))}"
    if word == "allow" and not argument:
        return 'say which rule is allowed to be broken: allow RULE reason="…"'
    if word != "allow" and argument:
        return f"{word} takes no {argument!r}"
    if not values.get("reason", "").strip():
        return 'the reason is missing: reason="…"'
    if "until" in values:
        try:
            date.fromisoformat(values["until"])
        except ValueError:
            return f"until={values['until']} is no date; write YYYY-MM-DD"
    return None


def _covering(
    directive: Directive, source: Source, start: int, end: int, statements: Sequence[Statement]
) -> Directive:
    """With the statement that the directive speaks of: the next one, or none where it stands in the header."""
    inside = next((one for one in statements if one.start < start < one.end), None)
    if inside is not None:
        return replace(directive, problem=directive.problem or "it stands inside a statement: put it above")
    following = next((one for one in statements if one.start >= end), None)
    first = not any(one.start < start for one in statements)
    if first and (following is None or not _directly_above(source, end, following)):
        return directive
    if directive.word in _ABOUT_FILES:
        if first:
            return directive
        return replace(
            directive,
            problem=directive.problem or f"{directive.word} speaks of the file: put it into its header",
        )
    if following is None:
        return replace(directive, problem=directive.problem or "no statement follows that it could speak of")
    return replace(directive, covers=following.location)


def _directly_above(source: Source, end: int, statement: Statement) -> bool:
    """Whether only comment lines stand between a comment and a statement, and the statement is no BEGIN."""
    if isinstance(statement.node, ast.TransactionStmt):
        return False
    between = source.text[end : statement.start].replace("\r\n", "\n").split("\n")[1:-1]
    return not any(not line.strip() or _TOOLS_LINE.match(line) for line in between)
