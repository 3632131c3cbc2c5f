"""Names and types as PostgreSQL writes them, so that two spellings of the same thing are equal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_LAST_PART = re.compile(r'(.*)\.("(?:[^"]|"")*"|[^."]+)', re.DOTALL)
_PART = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([^\s."\'();,]+))\s*(\.|$)')


def split_qualified(written: str) -> tuple[str, ...]:
    """The parts of a name written as SQL has it: `public."My View"` → ("public", "My View").

    Unquoted parts are folded to lower case (PostgreSQL manual, 4.1.1). Empty where it is no name.
    """
    parts: list[str] = []
    position = 0
    while position < len(written):
        found = _PART.match(written, position)
        if not found:
            return ()
        quoted, plain, dot = found.groups()
        parts.append(quoted.replace('""', '"') if quoted is not None else plain.lower())
        position = found.end()
        if not dot:
            return tuple(parts)
    return ()


@lru_cache(maxsize=65536)
def quote(name: str) -> str:
    """A name as PostgreSQL's `quote_ident` and the catalog write it: bare where it may be, else in double quotes."""
    if _PLAIN.fullmatch(name) and name not in _reserved():
        return name
    return '"' + name.replace('"', '""') + '"'


def quote_qualified(schema: str, name: str) -> str:
    """`schema.name`, each part quoted where it needs to be."""
    return f"{quote(schema)}.{quote(name)}"


def unquoted(name: str) -> str:
    """A name without the quotes that SQL needs."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def split_last(name: str) -> tuple[str, str]:
    """What stands before the last part of a qualified name, and that part, as they are written."""
    match = _LAST_PART.fullmatch(name)
    return (match[1], match[2]) if match else ("", name)


def literal(text: str) -> str:
    """A text as a string constant, whatever `standard_conforming_strings` says."""
    body = text.replace("'", "''")
    return "E'" + body.replace("\\", "\\\\") + "'" if "\\" in body else f"'{body}'"


def enumerated(names: Iterable[str]) -> str:
    """Names as a sentence has them: `a`, `a and b`, `a, b and c`; nothing of none."""
    *others, last = [*names] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The end of a sentence on a word that is none of those `known`: the one that it looks like."""
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else otherwise


@lru_cache(maxsize=1)
def _reserved() -> frozenset[str]:
    """What `quote_ident` quotes: every keyword that is not in the class "unreserved"."""
    from pglast.keywords import COL_NAME_KEYWORDS, RESERVED_KEYWORDS, TYPE_FUNC_NAME_KEYWORDS

    return frozenset(COL_NAME_KEYWORDS) | frozenset(RESERVED_KEYWORDS) | frozenset(TYPE_FUNC_NAME_KEYWORDS)


TYPE_ALIASES = {
    "int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint", "serial": "integer",
    "bigserial": "bigint", "smallserial": "smallint", "serial2": "smallint", "serial4": "integer", "serial8": "bigint",
    "float4": "real", "float8": "double precision", "float": "double precision", "decimal": "numeric",
    "dec": "numeric", "bool": "boolean", "varchar": "character varying", "char varying": "character varying",
    "char": "character", "varbit": "bit varying", "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone", "timestamp": "timestamp without time zone", "time": "time without time zone",
    "national character varying": "character varying", "national character": "character",
    "national char": "character", "nchar": "character",
}  # fmt: skip
_MODIFIER = re.compile(r"\(\s*([^()]*?)\s*\)")
_ARRAY = re.compile(r"\s*(?:\[\s*\d*\s*\]\s*)+$|\s+array(?:\s*\[\s*\d*\s*\])?$")


@lru_cache(maxsize=4096)
def canonical_type(written: str) -> str:
    """A type as `format_type` writes it: `VARCHAR( 20 )` → `character varying(20)`, `int[]` → `integer[]`.

    The number of an array's dimensions is not kept, as PostgreSQL does not (manual, 8.15.1).
    """
    text = " ".join(written.split())
    if '"' in text:
        return text.removeprefix("pg_catalog.")
    text = text.lower().removeprefix("pg_catalog.")
    array = _ARRAY.search(text)
    if array:
        text = text[: array.start()]
    modifier = _MODIFIER.search(text)
    arguments = ""
    if modifier:
        arguments = "(" + ",".join(part.strip() for part in modifier[1].split(",")) + ")"
        text = " ".join(f"{text[: modifier.start()]} {text[modifier.end() :]}".split())
    zone = ""
    for suffix in (" with time zone", " without time zone"):
        if text.endswith(suffix) and text.removesuffix(suffix) in ("timestamp", "time"):
            text, zone = text.removesuffix(suffix), suffix
    base = text if zone else TYPE_ALIASES.get(text, text)
    if base == "double precision" and arguments:
        base, arguments = ("real" if int(arguments.strip("()") or 53) <= 24 else base), ""
    if not zone:
        for suffix in (" with time zone", " without time zone"):
            if base in ("timestamp" + suffix, "time" + suffix):
                base, zone = base.removesuffix(suffix), suffix
    if base == "bpchar" and arguments:
        base = "character"
    if base in ("character", "bit") and not arguments:
        arguments = "(1)"
    if base == "numeric" and arguments and "," not in arguments:
        arguments = arguments.replace(")", ",0)")
    return f"{base}{arguments}{zone}{'[]' if array else ''}"
