"""The catalog at one moment, whole and without OIDs, and what two such moments do not share."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from checker.model import Difference, ObjectId, Objects, Snapshot

if TYPE_CHECKING:
    from psycopg import Connection

Properties = Mapping[str, str | None]

# Which of a property's items are a set: stored in the order in which somebody happened to give them.
_UNORDERED = frozenset({"options", "toast options", "settings", "settings here"})

# PostgreSQL manual, table 5.1 "ACL Privilege Abbreviations".
_PRIVILEGES = {
    "r": "SELECT", "w": "UPDATE", "a": "INSERT", "d": "DELETE", "D": "TRUNCATE", "x": "REFERENCES", "t": "TRIGGER",
    "m": "MAINTAIN", "X": "EXECUTE", "U": "USAGE", "C": "CREATE", "c": "CONNECT", "T": "TEMPORARY", "s": "SET",
    "A": "ALTER SYSTEM",
}  # fmt: skip
_ACL_ITEM = re.compile(r'("(?:[^"]|"")*"|[^=/"\n]*)=([A-Za-z*]*)/("(?:[^"]|"")*"|[^"\n]*)(?:\n|\Z)')
_ARRAY_ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,{}"]+)', re.DOTALL)
# Before a migration, after it, with the views and policies on top.
_RECENT = 4
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Catalog(Objects):
    """The objects of a snapshot as the server sent them, read only when somebody looks at one.

    `raw` is what the server sent of each object: an array's text, of names and values in turn. Almost
    every object is the same in two snapshots, and equal texts are equal objects.
    """

    __slots__ = ("_named", "raw")

    def __init__(self, raw: dict[tuple[str, str], str]) -> None:
        self.raw = raw
        self._named: dict[str, list[str]] | None = None

    def names(self, kind: str) -> list[str]:
        """See `Objects`."""
        if self._named is None:
            self._named = {}
            for key, name in self.raw:
                self._named.setdefault(key, []).append(name)
        return sorted(self._named.get(kind, ()))

    def __getitem__(self, key: ObjectId) -> Properties:
        return _properties(self.raw[key])

    def __iter__(self) -> Iterator[ObjectId]:
        return (ObjectId(kind, name) for kind, name in self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __contains__(self, key: object) -> bool:
        return key in self.raw


class CatalogReader:
    """Reads snapshots over a session of its own: a superuser's, which reads nothing but system catalogs.

    The session's search_path is empty, so that every name comes out qualified and no function of the
    change's can stand in for one of the server's.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        connection.execute("SET search_path = ''")
        connection.execute("SET timezone = 'UTC'")
        connection.execute("SET jit = off")
        # One statement, run again and again: planning it takes longer than running it.
        connection.prepare_threshold = 0
        self.connection = connection
        # A long history has thousands of snapshots, of which each has almost all in common with the one before.
        self._keys: dict[tuple[str, str], tuple[str, str]] = {}
        self._texts: dict[str, str] = {}
        self._recent: deque[Snapshot] = deque(maxlen=_RECENT)

    def read(self) -> Snapshot:
        """The catalog now; what was read before is held once. Raises psycopg.Error where the server fails."""
        query, rare = _queries()
        rows = self.connection.execute(query).fetchall()
        if any(kind == "rare" for kind, _, _ in rows):
            rows = [row for row in rows if row[0] != "rare"] + self.connection.execute(rare).fetchall()
        keys, texts = self._keys, self._texts
        raw = {
            keys.setdefault(key, key): texts.setdefault(text, text)
            for key, text in _freeze_now({(kind, name): text for kind, name, text in rows}).items()
        }
        return self._known(raw)

    def _known(self, raw: dict[tuple[str, str], str]) -> Snapshot:
        """A snapshot of these objects: one of the last few where it is the same, as after a down."""
        for snapshot in self._recent:
            if isinstance(snapshot.objects, Catalog) and snapshot.objects.raw == raw:
                return snapshot
        self._recent.append(Snapshot(Catalog(raw)))
        return self._recent[-1]


def difference(before: Snapshot, after: Snapshot) -> tuple[Difference, ...]:
    """What `after` does not share with `before`, by object and property, sorted.

    A new or lost object is one difference (its columns, constraints and policies are objects too). A
    rename that the server would have chosen itself, another order of columns, and white space in a
    function's body are told apart by their class.
    """
    changed = _changed(before.objects, after.objects)
    gone = {key: before.objects[key] for key in changed if key not in after.objects}
    new = {key: after.objects[key] for key in changed if key not in before.objects}
    renamed = _generated_names(gone, new)
    found = [
        Difference(old, None, old.name, fresh.name, "generated name only") for old, fresh in renamed.items()
    ]
    taken = set(renamed.values())
    found += [
        Difference(key, None, _summary(value), None) for key, value in gone.items() if key not in renamed
    ]
    found += [Difference(key, None, None, _summary(value)) for key, value in new.items() if key not in taken]
    names = {fresh.name: old.name for old, fresh in renamed.items()}
    for key in changed:
        if key in before.objects and key in after.objects:
            found += _property_differences(key, before.objects[key], after.objects[key], names)
    return tuple(sorted(found, key=lambda one: (one.object, one.property or "", one.before or "")))


def _changed(before: Mapping[ObjectId, Properties], after: Mapping[ObjectId, Properties]) -> list[ObjectId]:
    """The objects that may differ: for snapshots of a server by their texts, else by their properties."""
    if isinstance(before, Catalog) and isinstance(after, Catalog):
        one, other = before.raw, after.raw
        keys = [key for key, text in one.items() if other.get(key) != text]
        keys += [key for key in other if key not in one]
        return [ObjectId(*key) for key in keys]
    return [key for key in {**before, **after} if before.get(key) != after.get(key)]


def _property_differences(
    key: ObjectId, before: Properties, after: Properties, names: Mapping[str, str]
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if name == "columns" and key.kind != "type":
            # Columns are objects of their own: here only the order of those in both counts, and in a
            # view its definition says the same.
            if key.kind == "table" and _common_order(old, new) != _common_order(new, old):
                yield Difference(key, name, old, new, "column order only")
        elif names and new is not None and _renamed_back(new, names) == old:
            yield Difference(key, name, old, new, "generated name only")
        elif name == "body" and old is not None and new is not None and old.split() == new.split():
            yield Difference(key, name, old, new, "white space in a body only")
        else:
            yield Difference(key, name, old, new)


def _common_order(columns: str | None, others: str | None) -> list[str]:
    known = set((others or "").split("\n"))
    return [column for column in (columns or "").split("\n") if column in known]


# The names that the server makes up (ChooseRelationName, ChooseConstraintName): what it belongs to, a
# label, and a number where that name was taken.
_GENERATED = re.compile(r'(.*_(?:seq|pkey|key|fkey|check|excl|idx|not_null))(\d*)("?)', re.DOTALL)


def _generated_names(
    gone: Mapping[ObjectId, Properties], new: Mapping[ObjectId, Properties]
) -> dict[ObjectId, ObjectId]:
    """Which lost object came back under another name that the server made up, all else being equal."""
    pairs: dict[ObjectId, ObjectId] = {}
    for old in sorted(gone):
        match = _GENERATED.fullmatch(old.name)
        if match is None:
            continue
        for fresh in sorted(new):
            other = _GENERATED.fullmatch(fresh.name)
            if fresh.kind != old.kind or other is None or fresh in pairs.values():
                continue
            # The name of a NOT NULL constraint (PostgreSQL 18) keeps a column's old name after a rename.
            not_null = gone[old].get("kind") == new[fresh].get("kind") == "not null"
            same = match.group(1, 3) == other.group(1, 3) or (
                not_null and {match[1][-9:], other[1][-9:]} == {"_not_null"}
            )
            if same and _alike(old, gone[old], fresh, new[fresh]):
                pairs[old] = fresh
                break
    return pairs


def _alike(old: ObjectId, before: Properties, fresh: ObjectId, after: Properties) -> bool:
    """Whether two objects have the same properties once the new name is read as the old one."""
    last = {_last(fresh.name): _last(old.name)}
    return {k: v for k, v in before.items() if v is not None} == {
        k: _renamed_back(v, last) for k, v in after.items() if v is not None
    }


def _renamed_back(text: str, names: Mapping[str, str]) -> str:
    for fresh, old in names.items():
        text = re.sub(rf"(?<![\w$]){re.escape(_last(fresh))}(?![\w$])", lambda _, old=old: _last(old), text)  # type: ignore[misc]
    return text


def _last(name: str) -> str:
    """The last part of a qualified name: `a.b` gives `b`, `a.b c` gives `c`."""
    parts = re.findall(r'"(?:[^"]|"")*"|[^\s."]+', name)
    return parts[-1] if parts else name


def _summary(properties: Properties) -> str:
    """One line or a few that say what an object is, for a person."""
    for name in ("definition", "type", "labels", "base", "body", "columns", "granted", "version"):
        if value := properties.get(name):
            return value
    return ", ".join(
        f"{name} {value}" for name, value in properties.items() if value and name not in ("owner", "grants")
    )


def whole_query() -> str:
    """All of the catalog in one query."""
    common, _, _ = _text("catalog.sql").rpartition(_UNION)
    return f"{common}{_UNION}{_text('catalog_rare.sql')}"


_UNION = "\n\nunion all\n"


@cache
def _queries() -> tuple[str, str]:
    """What is always read, and what is read as well where that says `rare`."""
    beginning, _, _ = _text("catalog.sql").partition("\n\nselect ")
    return _text("catalog.sql"), f"{beginning}\n\n{_text('catalog_rare.sql')}"


def _text(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


# The texts of most objects are the same from one snapshot to the next.
@lru_cache(maxsize=100_000)
def _properties(text: str) -> Properties:
    """An array's text, as `{owner,bob,comment,NULL}`, as properties in the form that the model promises.

    An array without items, as `{}` of options, is the same as none; so is an empty list of grants to a person,
    except that the owner has then lost its own.
    """
    items: list[Any] = [
        (None if bare == "NULL" else bare)
        if bare
        else _ESCAPE.sub(r"\1", quoted)
        if "\\" in quoted
        else quoted
        for quoted, bare in _ARRAY_ITEM.findall(text)
    ]
    found = dict(zip(items[::2], items[1::2], strict=True))
    owner = found.get("owner")
    return MappingProxyType(
        {name: _canonical(name, value, owner) if value else None for name, value in found.items()}
    )


def _canonical(name: str, value: str, owner: str | None) -> str:
    if name == "grants":
        return _granted(value, owner)
    if name in _UNORDERED:
        return "\n".join(sorted(value.split("\n")))
    return value


@lru_cache(maxsize=10_000)
def _granted(items: str, owner: str | None) -> str:
    return "\n".join(sorted(_grants(items, owner)))


def _grants(items: str, owner: str | None) -> Iterator[str]:
    """`analyst=r*w/bob` as `SELECT to analyst with grant option` and `UPDATE to analyst`."""
    for match in _ACL_ITEM.finditer(items):
        grantee, letters, grantor = match.groups()
        suffix = "" if owner is None or grantor == owner else f" granted by {grantor}"
        for letter, star in re.findall(r"([A-Za-z])(\*?)", letters):
            option = " with grant option" if star else ""
            yield f"{_PRIVILEGES.get(letter, letter)} to {grantee or 'public'}{option}{suffix}"


def around_today() -> set[str]:
    """Today and its neighbours, in whatever time zone a session is, as `YYYY-MM-DD`."""
    today = datetime.now(UTC)
    return {(today + timedelta(days=shift)).strftime("%Y-%m-%d") for shift in (-1, 0, 1)}


_MOMENT = re.compile(r"'(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)((?:[+-]\d\d(?::\d\d)?)?)'")


def _freeze_now(raw: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Write `'now'` for a moment of today in an object's text.

    `'now'::timestamp` in a view, a default or a policy is a constant from the moment that the
    statement ran, so it differs each time that the same statement runs (manual, section 8.5.1.4). The
    neighbouring days are for other time zones; midnight is something that a person writes.
    """
    one, two, three = days = around_today()

    def mask(match: re.Match[str]) -> str:
        is_now = match[1] in days and not match[2].startswith("00:00:00")
        return "'now'" if is_now else match[0]

    for key, text in raw.items():
        # Of each of tens of thousands of texts, several times.
        if one in text or two in text or three in text:
            raw[key] = _MOMENT.sub(mask, text)
    return raw
