"""How the live catalog differs from what the files make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.model import Difference, Snapshot
from checker.objects import table_of
from checker.ops.chain import Chain
from checker.ops.ledger import TABLE
from checker.trial.catalog import Catalog, difference, whole_query
from checker.trial.catalog import _freeze_now as freeze_now
from checker.trial.ground import CLUSTER_KINDS
from checker.trial.roles import PROBER, SEEDER
from checker.trial.scripts import PARTS

if TYPE_CHECKING:
    import psycopg

# What only a superuser may read, and what anybody may read in its place (PostgreSQL's manual, 52.8 and 53).
_FOR_ANYBODY = (
    ("(to_jsonb(s) - 'oid' - 'subdbid' - 'subowner' - 'subname' - 'subskiplsn')::text", "null"),
    ("from pg_authid a", "from pg_roles a"),
    ("case when a.rolpassword is not null then 'set' end", "null"),
    (
        "from pg_user_mapping u join",
        "from (select umuser, srvid as umserver, umoptions from pg_user_mappings) u join",
    ),
)
# Of a role, what the bootstrap decides; whether and how it may log in is the operator's.
_OF_A_ROLE = frozenset({"superuser", "bypassrls", "inherit", "createrole", "createdb", "replication"})


def bootstrap_superuser(connection: psycopg.Connection[Any]) -> str:
    """The name of the superuser that the cluster began with."""
    row = connection.execute("select pg_catalog.pg_get_userbyid(10)::text").fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM gives a row
    return str(row[0])


def live_snapshot(connection: psycopg.Connection[Any]) -> Snapshot:
    """The catalog of the database that an ordinary role is connected to."""
    query = whole_query()
    for wanted, instead in _FOR_ANYBODY:
        assert wanted in query, wanted  # noqa: S101 - or the two files are not of one version
        query = query.replace(wanted, instead)
    connection.execute("set search_path = ''")
    connection.execute("set timezone = 'UTC'")
    connection.execute("set jit = off")
    rows = connection.execute(query.encode()).fetchall()
    return Snapshot(Catalog(freeze_now({(kind, name): text for kind, name, text in rows})))


def drift(chain: Chain, expected: Snapshot, live: Snapshot) -> tuple[Difference, ...]:
    """What the live catalog has that the files do not make, and the other way round.

    The ledger is left out, on a hosted platform all but the exposed schemas, and of what belongs to the whole cluster everything but the roles that the
    files make: what they are, and which of each other they are members of.
    """
    ours = {key.name for key in expected.objects if key.kind == "role"} - {
        SEEDER,
        PROBER,
        chain.server.superuser,
    }
    found = [one for one in difference(expected, live) if _counts(one, chain, ours)]
    whole = {one.object.name for one in found if one.property is None and one.object.kind not in PARTS}
    return tuple(
        one
        for one in found
        if one.property is not None
        or one.object.kind not in PARTS
        or _whole_of(one, expected, live) not in whole
    )


def _whole_of(one: Difference, expected: Snapshot, live: Snapshot) -> str | None:
    """What an object that comes and goes with another one is a part of."""
    return table_of(one.object, expected.objects.get(one.object) or live.objects.get(one.object) or {})


def _counts(one: Difference, chain: Chain, ours: set[str]) -> bool:
    kind, name = one.object.kind, one.object.name
    if name.startswith(TABLE) or one.kind in ("column order only", "generated name only"):
        return False
    if kind == "role":
        return name in ours and (one.property is None or one.property in _OF_A_ROLE)
    if kind == "membership":
        # Who grants, and to which logins, is the operator's; between the files' own roles it is theirs.
        member, _, role = name.partition(" in ")
        return member in ours and role in ours and one.property is None
    if chain.platform.name != "vanilla" and not name.startswith(chain.exposed):
        # A hosted platform makes and changes things of its own everywhere else.
        return False
    if kind in CLUSTER_KINDS or (kind == "extension" and name in chain.pretended):
        return False
    return not (one.property == "owner" and one.before == chain.server.superuser)


def told(differences: tuple[Difference, ...]) -> Iterator[str]:
    """Each difference in a line: `expected` is what the files make."""
    for one in differences:
        what = f"{one.object.kind} {one.object.name}"
        if one.property is not None:
            yield f"{what}: {one.property} {_apart(one.after or '', one.before or '')}"
        elif one.before is None:
            yield f"{what}: is there, and no file makes it"
        else:
            yield f"{what}: is not there"


def _apart(live: str, expected: str) -> str:
    """How two values differ; of those of several lines by line, since what is alike would fill all there is room for."""
    mine, files = live.splitlines(), expected.splitlines()
    more = _short("\n".join(line for line in mine if line not in files))
    less = _short("\n".join(line for line in files if line not in mine))
    if max(len(mine), len(files)) <= 1 or not (more or less):
        return f"is {_short(live) or 'nothing'}, expected {_short(expected) or 'nothing'}"
    told = [f"has {more}, which no file makes"] * bool(more) + [f"lacks {less}"] * bool(less)
    return ", and ".join(told)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:160]} …"
