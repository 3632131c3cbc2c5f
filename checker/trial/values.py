"""Made-up values: one for each type, others that a constraint's text suggests.

They have what a narrower type cuts off, so that a down shows that it is gone: all digits that a column's scale has room for, parts of
a second, more digits than a float of four bytes holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain

from checker.model import Snapshot

Properties = Mapping[str, str | None]

# Sequences begin at 1 and migrations insert small keys: made-up keys keep clear of both.
_FIRST_KEY = {"smallint": 30_000, "integer": 1_000_000_000, "bigint": 1_000_000_000, "numeric": 1_000_000_000}
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_TEXTS = (
    "a{n}@example.org", "https://example.org/{n}", "a-{n}", "A{n}", "ABC-{n}", "+1555010{n}", "1.{n}.0",
    "00000000-0000-4000-8000-{n:012d}", "2020-01-0{n}", "{n}", "en", "EUR", "{{}}", "#00000{n}", "/a/{n}",
)  # fmt: skip
_LITERAL = re.compile(
    r"'((?:[^']|'')*)'(?:::[\w\". ]+(?:\([\d,]+\))?(?:\[\])?)?|(?<![\w.$\"])(-?\d+(?:\.\d+)?)(?![\w.])"
)


def value(type_name: str, number: int, *, key: bool, catalog: Snapshot) -> str | None:
    """A value of a type as text, another one for each number; None where none is known."""
    name, _, modifier = type_name.partition("(")
    modifier, _, rest = modifier.partition(")")
    name = (name + rest).strip()
    if properties := catalog.get("type", name):
        labels = (properties.get("labels") or "").split("\n")
        return labels[number % len(labels)][1:-1].replace("''", "'") if properties.get("labels") else None
    if name in _FIRST_KEY:
        if name == "numeric" and modifier:
            digits, _, scale = modifier.partition(",")
            before, after = int(digits) - int(scale or 0), int(scale or 0)
            return str(number % 10 ** max(before, 0)) + (
                f".{('25' * after)[:after]}" if before >= 0 < after else ""
            )
        fraction = ".2525" if name == "numeric" and not key else ""
        return str((_FIRST_KEY[name] if key else 0) + number) + fraction
    return _plain(name.rpartition(".")[2], modifier, number)


def _plain(name: str, modifier: str, number: int) -> str | None:
    moment = _EPOCH + timedelta(days=number)
    size = int(modifier) if modifier.isdigit() else None
    match name:
        case "text" | "citext" | "name":
            return f"a{number}"
        case "character varying" | "character":
            return _short(number, size)
        case "boolean":
            return "true" if number % 2 else "false"
        case "real" | "double precision":
            return f"{number}.1"
        case "uuid":
            return f"00000000-0000-4000-8000-{number:012d}"
        case "date":
            return moment.strftime("%Y-%m-%d")
        case "timestamp without time zone" | "timestamp with time zone" | "timestamp":
            return moment.strftime("%Y-%m-%d 12:34:56.789012+00")
        case "time without time zone" | "time with time zone" | "time":
            return f"{number % 24:02d}:34:56.789012+00"
        case "json" | "jsonb":
            return f'{{"a": {number}}}'
        case "bytea":
            return f"\\x{number % 256:02x}"
        case "inet" | "cidr":
            return f"192.0.2.{number % 256}"
        case "bit" | "bit varying":
            return f"{number:b}".rjust(size or 1, "0")[-(size or 1) :]
        case "vector" | "halfvec":
            return "[" + ",".join([str(number)] * (size or 1)) + "]"
        case "sparsevec":
            return f"{{1:{number}}}/{size or 1}"
    other = {
        "interval": f"{number} days", "money": str(number), "macaddr": f"08:00:2b:01:02:{number % 256:02x}", "xml": "<a/>",
        "tsvector": f"a{number}", "tsquery": f"a{number}", "point": f"({number},{number})", "ltree": f"a{number}",
        "hstore": f"a=>{number}", "int4range": f"[{number},{number + 1})", "int8range": f"[{number},{number + 1})",
        "numrange": f"[{number},{number + 1})", "oid": str(number), '"char"': "a",
        "daterange": f"[{moment:%Y-%m-%d},{moment + timedelta(days=1):%Y-%m-%d})",
        "tstzrange": f"[{moment:%Y-%m-%d},{moment + timedelta(days=1):%Y-%m-%d})",
        "tsrange": f"[{moment:%Y-%m-%d},{moment + timedelta(days=1):%Y-%m-%d})",
        "int4multirange": f"{{[{number},{number + 1})}}", "int8multirange": f"{{[{number},{number + 1})}}",
        "nummultirange": f"{{[{number},{number + 1})}}",
        **dict.fromkeys(
            ("datemultirange", "tsmultirange", "tstzmultirange"),
            f"{{[{moment:%Y-%m-%d},{moment + timedelta(days=1):%Y-%m-%d})}}",
        ),
    }  # fmt: skip
    return other.get(name)


def _short(number: int, size: int | None) -> str:
    text = f"a{number}"
    return text if size is None or len(text) <= size else str(number)[-size:]


def suggestions(definition: str, number: int) -> Iterator[str]:
    """Texts that may satisfy a condition, from its own literals: themselves, their neighbours, samples of a pattern."""
    seen: set[str] = set()
    literals = [(quoted.replace("''", "'"), plain) for quoted, plain in _LITERAL.findall(definition)]
    start = number % len(literals) if literals else 0
    for text in chain(
        *(_near(quoted, plain, number) for quoted, plain in (*literals[start:], *literals[:start])),
        _documents([quoted for quoted, _ in literals if quoted]),
        (template.format(n=number) for template in _TEXTS),
        # Several conditions on one text: the length of one with the look of another.
        *(_samples(quoted, number, 12) for quoted, _ in literals if quoted),
    ):
        if text not in seen:
            seen.add(text)
            yield text


def _near(quoted: str, plain: str, number: int) -> Iterator[str]:
    """What a literal of a condition suggests."""
    if not plain:
        yield from _samples(quoted, number, 1)
        yield quoted
        yield quoted.replace("%", f"{number}").replace("_", "a")
        yield from _moments(quoted)
        return
    yield plain
    if re.fullmatch(r"-?\d+", plain):
        yield str(int(plain) + 1)
        yield str(int(plain) - 1)
        yield "x" * min(max(int(plain), 0), 200)


def _moments(text: str) -> Iterator[str]:
    """The days around a date or a moment."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return
    for days in (1, -1, 40, -40):
        yield (moment + timedelta(days=days)).isoformat(" ")


def _documents(words: list[str]) -> Iterator[str]:
    """JSON objects and arrays that hold what a condition names."""
    names = [word for word in dict.fromkeys(words) if re.fullmatch(r"[\w-]+", word)][:6]
    inners: tuple[object, ...] = ([], {}, "a", 1, True) if names else ()
    for inner in inners:
        yield json.dumps(dict.fromkeys(names, inner))
        for name in names:
            yield json.dumps({name: inner})
    for count in (1, 2, 3):
        yield "{" + ",".join(["1"] * count) + "}"
        yield "{" + ",".join(names[:1] * count) + "}"


def _samples(pattern: str, number: int, most: int) -> Iterator[str]:
    for longer in range(most):
        text = sample(pattern, number, longer)
        if text is not None:
            yield text


def sample(pattern: str, number: int, longer: int = 0) -> str | None:
    """A text that a regular expression matches; None where it is none that is understood.

    What may be repeated is repeated `longer` times more than it must be.
    """
    try:
        from re import _parser as parser  # type: ignore[attr-defined]

        return _sample(parser.parse(pattern), number, longer)
    except (re.error, KeyError, RecursionError, OverflowError):
        return None


def _sample(parsed: object, number: int, longer: int) -> str:
    said = []
    for operation, argument in parsed:  # type: ignore[attr-defined]
        match str(operation):
            case "LITERAL":
                said.append(chr(argument))
            case "ANY":
                said.append("a")
            case "IN":
                said.append(_one_of(argument, number))
            case "MAX_REPEAT" | "MIN_REPEAT":
                low, high, inner = argument
                times = min(max(low, 1) + longer, int(high))
                said.append("".join(_sample(inner, number, longer) for _ in range(min(times, 1000))))
            case "SUBPATTERN":
                said.append(_sample(argument[-1], number, longer))
            case "BRANCH":
                said.append(_sample(argument[1][number % len(argument[1])], number, longer))
            case "AT" | "ASSERT" | "ASSERT_NOT":
                continue
            case other:
                raise KeyError(other)
    return "".join(said)


def _one_of(choices: list[tuple[object, object]], number: int) -> str:
    operation, argument = choices[0]
    match str(operation):
        case "LITERAL":
            return chr(argument)  # type: ignore[arg-type]
        case "RANGE":
            low, high = argument  # type: ignore[misc]
            return chr(low + number % (high - low + 1))  # type: ignore[has-type]
        case "CATEGORY":
            return {"CATEGORY_DIGIT": str(number % 10), "CATEGORY_SPACE": " "}.get(str(argument), "a")
        case "NEGATE":
            return "a"
        case other:
            raise KeyError(other)
