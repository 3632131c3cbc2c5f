"""Values that satisfy conditions: candidates from what the conditions say, of which the server chooses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from checker.model import Snapshot
from checker.names import literal
from checker.trial.values import suggestions, value

if TYPE_CHECKING:
    from psycopg import Connection

_WORD = re.compile(r'"(?:[^"]|"")*"|[\w$]+')
# How many candidates each of so many columns may have: the server looks at every combination.
_MOST = {1: 200, 2: 60, 3: 25}
_FEW = 12
# pg_input_is_valid() is new in 16 (manual, 9.27, Data Validity Checking Functions).
_SAYS_WHAT_IS_VALID = 160000
# For types that nothing is known of: what many of them take as text.
_ANY_TEXTS = (
    "1", "a", "0", "true", "{}", "[]", "()", "(1,1)", "(1,1),(2,2)", "((0,0),(1,1))", "<(0,0),1>", "{1,1,1}",
    "[(0,0),(1,1)]", "((0,0),(1,1),(2,0))", "[1,2]", "empty", "0/1", "1:1:", "$.a", "pg_class", "text", "a=>1", "a.b",
    "*.a", "978-0-393-04002-9", "9780306406157", "0306406152", "08:00:2b:01:02:03:04:05", "192.0.2.1", "1 day",
    "2020-01-01", "12:00", "00000000-0000-4000-8000-000000000001", "{1:1}/5", "POINT(0 0)", "<a/>", "1.0.0", "#000000",
)  # fmt: skip


class Values:
    """Makes values of any type up, asking the server where the catalog's texts do not say enough."""

    def __init__(self, connection: Connection[Any], catalog: Snapshot) -> None:
        self._connection = connection
        self._catalog = catalog
        self._of_domain: dict[str, list[str]] = {}
        self._of_unknown: dict[str, str | None] = {}
        self._valid: dict[tuple[str, str], bool] = {}

    def literal(self, properties: Mapping[str, str | None], number: int, *, key: bool) -> str | None:
        """An expression for a column's value, another one for each number; `key` keeps clear of small numbers.

        None where no value of its type is known.
        """
        type_name = str(properties.get("type"))
        text = self._text(type_name, number, key=key)
        return None if text is None else f"{literal(text)}::{type_name}"

    def satisfying(
        self,
        columns: Mapping[str, Mapping[str, str | None]],
        given: Mapping[str, str],
        conditions: Sequence[str],
        skip: int,
    ) -> dict[str, str] | None:
        """Expressions for these columns with which no condition is false; None where none are found.

        `given` are expressions that are there already, tried first, and `skip` is how many answers to leave out where
        there are so many.
        """
        text = " ".join(conditions)
        most = _MOST.get(len(columns), _FEW)
        choices = {
            name: list(dict.fromkeys(self._choices(properties, given.get(name), text, skip)))[:most]
            for name, properties in columns.items()
        }
        if not all(choices.values()):
            return None
        parts = [
            f"(VALUES {', '.join(f'({place}, {choice})' for place, choice in enumerate(found))}) AS c{at} (n{at}, {name})"
            for at, (name, found) in enumerate(choices.items())
        ]
        places = [f"c{at}.n{at}" for at in range(len(choices))]
        wanted = " AND ".join(f"({condition}) IS NOT FALSE" for condition in conditions)
        rows = self._ask(
            f"SELECT {', '.join(places)} FROM {' CROSS JOIN '.join(parts)} WHERE {wanted}"  # noqa: S608
            f" ORDER BY {' + '.join(places)}, {', '.join(places)} LIMIT {skip + 1}"
        )
        if not rows:
            return None
        chosen = rows[skip % len(rows)]
        return {name: found[place] for (name, found), place in zip(choices.items(), chosen, strict=True)}

    def _choices(
        self, properties: Mapping[str, str | None], given: str | None, text: str, number: int
    ) -> Iterator[str]:
        """Expressions of a column's type that the conditions' text may be content with."""
        type_name = str(properties.get("type"))
        if given is not None:
            yield given
        if given is not None and given.startswith("(SELECT"):
            return
        own = (self._text(type_name, each, key=False) for each in range(1, 9))
        texts = [
            each
            for each in chain(own, self._others(type_name), suggestions(text, number + 1))
            if each is not None
        ]
        for each in self._takes(type_name, list(dict.fromkeys(texts))[: _MOST[1]]):
            yield f"{literal(each)}::{type_name}"
        if not properties.get("not null"):
            yield f"NULL::{type_name}"

    def _text(self, type_name: str, number: int, *, key: bool) -> str | None:
        domain = self._catalog.get("domain", type_name)
        if domain is not None:
            text = self._text(str(domain.get("base")), number, key=key)
            if text is not None and self._passes(type_name, domain, text):
                return text
            found = self._domain(type_name, domain)
            return found[number % len(found)] if found else None
        if type_name.endswith("[]"):
            return self._array(type_name, number, 2)
        kind = self._catalog.get("type", type_name) or {}
        if kind.get("kind") == "composite":
            return self._composite(type_name, kind, number)
        if kind.get("kind") == "range":
            return self._range(kind, number)
        text = value(type_name, number, key=key, catalog=self._catalog)
        return text if text is not None else self._unknown(type_name, number)

    def _array(self, type_name: str, number: int, length: int) -> str:
        each = (
            self._text(type_name.removesuffix("[]"), number + place, key=False) for place in range(length)
        )
        return "{" + ",".join(_quoted(one) for one in each if one is not None) + "}"

    def _others(self, type_name: str) -> Iterator[str]:
        """Other values of a type than the made-up ones, that conditions often want."""
        if type_name.endswith("[]"):
            yield from (self._array(type_name, number, 1) for number in range(1, 5))
        yield from _more(type_name)

    def _composite(self, type_name: str, kind: Mapping[str, str | None], number: int) -> str:
        parts = []
        for column in filter(None, (kind.get("columns") or "").split("\n")):
            properties = self._catalog.get("column", f"{type_name}.{column}") or {}
            inner = self._text(str(properties.get("type")), number, key=False)
            parts.append("" if inner is None else _quoted(inner))
        return f"({','.join(parts)})"

    def _range(self, kind: Mapping[str, str | None], number: int) -> str | None:
        subtype = (kind.get("range") or "").split("\n")[0].removeprefix("subtype ")
        low, high = (self._text(subtype, each, key=False) for each in (number, number + 1))
        return None if low is None or high is None else f"[{_quoted(low)},{_quoted(high)})"

    def _unknown(self, type_name: str, number: int) -> str | None:
        for properties in self._catalog.of_kind("type").values():
            lines = (properties.get("range") or "").split("\n")
            if f"multirange {type_name}" in lines:
                inner = self._range(properties, number)
                return None if inner is None else "{" + inner + "}"
        if type_name not in self._of_unknown:
            self._of_unknown[type_name] = next(iter(self._takes(type_name, _ANY_TEXTS, first=True)), None)
        return self._of_unknown[type_name]

    def _domain(self, name: str, properties: Mapping[str, str | None]) -> list[str]:
        """Values that all checks of a domain let pass, and of the domains below it."""
        if name not in self._of_domain:
            base, checks = str(properties.get("base")), " ".join(self._checks(name))
            texts = [self._text(base, number, key=False) for number in range(1, 9)]
            texts += [
                *self._others(base),
                *(text for number in range(1, 7) for text in suggestions(checks, number)),
            ]
            plain = list(dict.fromkeys(text for text in texts if text is not None))
            self._of_domain[name] = [text for text in plain if self._passes(name, properties, text)]
        return self._of_domain[name]

    def _passes(self, name: str, properties: Mapping[str, str | None], text: str) -> bool:
        """Whether a text is a value of a domain. Its checks say VALUE, which names a column as well."""
        if (name, text) not in self._valid:
            wanted = " AND ".join(f"({check}) IS NOT FALSE" for check in self._checks(name)) or "true"
            found = f"(VALUES ({literal(text)}::{properties.get('base')})) AS c (value)"
            self._valid[name, text] = bool(self._ask(f"SELECT 1 FROM {found} WHERE {wanted}"))  # noqa: S608
        return self._valid[name, text]

    def _checks(self, domain: str) -> list[str]:
        return [
            check_of(each.get("definition"))
            for each in self._catalog.of_kind("domain constraint").values()
            if each.get("type") == domain and (each.get("definition") or "").startswith("CHECK")
        ]

    def _takes(self, type_name: str, texts: Sequence[str], *, first: bool = False) -> Iterator[str]:
        """Those of the texts that are values of a type; only the first of them where one is enough."""
        unknown = [text for text in texts if (type_name, text) not in self._valid]
        if unknown and not first:
            self._valid.update(self._judged(type_name, unknown))
        for text in texts:
            known = self._valid.get((type_name, text))
            if known is None:
                known = self._valid[type_name, text] = bool(self._ask(f"SELECT {literal(text)}::{type_name}"))
            if known:
                yield text
                if first:
                    return

    def _judged(self, type_name: str, texts: Sequence[str]) -> dict[tuple[str, str], bool]:
        """Which texts are values of a type, as far as the server says so of all at once."""
        if self._connection.info.server_version < _SAYS_WHAT_IS_VALID:
            together = ", ".join(f"({literal(text)}::{type_name})" for text in texts)
            rows = self._ask(f"SELECT count(*) FROM (VALUES {together}) AS c (v)")  # noqa: S608
            return {(type_name, text): True for text in texts} if rows else {}
        numbered = ", ".join(f"({number}, {literal(text)})" for number, text in enumerate(texts))
        rows = self._ask(
            f"SELECT n, pg_catalog.pg_input_is_valid(v, {literal(type_name)})"  # noqa: S608
            f" FROM (VALUES {numbered}) AS c (n, v)"
        )
        # A cast shortens what is too long for `varchar(3)`, where input refuses it.
        return {(type_name, texts[number]): valid for number, valid in rows if valid or "(" not in type_name}

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives; nothing where it fails."""
        from psycopg import Error

        try:
            return self._connection.execute(query.encode()).fetchall()
        except Error as error:
            if error.sqlstate is None:
                raise
            return []


def words_of(condition: str) -> set[str]:
    """The words of an expression, as the catalog quotes names; those of its literals as well."""
    return set(_WORD.findall(condition))


def check_of(definition: str | None) -> str:
    """The expression of a check's definition: `CHECK ((a > 0)) NOT VALID` gives `((a > 0))`."""
    text = (definition or "").removeprefix("CHECK ")
    for suffix in (" NOT ENFORCED", " NOT VALID", " NO INHERIT"):
        text = text.removesuffix(suffix)
    return text


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _more(type_name: str) -> Iterator[str]:
    name = type_name.partition("(")[0]
    if name in ("smallint", "integer", "bigint", "numeric", "real", "double precision"):
        yield from (str(number) for number in (*range(17), 100, 1000, -1))
    elif name == "boolean":
        yield from ("true", "false")
    elif name in ("character varying", "character", "text"):
        yield from ("A", "AA", "a", "")
    elif name in ("json", "jsonb"):
        yield from ("{}", "[]", '"a"', "1", '["a"]')
    elif type_name.endswith("[]"):
        yield "{}"
    elif name.startswith("timestamp"):
        yield from (f"2020-01-{day:02d} {hour}:00:00+00" for day in range(1, 5) for hour in (0, 12))
    elif name.startswith("time"):
        yield from (f"{hour:02d}:{minute}:00" for hour in range(8, 12) for minute in ("00", "30"))
