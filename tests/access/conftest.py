"""Databases in which roles try what they can do: this repository's own platform, and small ones made for a case."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
import pytest

from checker.access import Access
from checker.config import Config
from checker.model import Probe
from checker.trial import sources
from checker.trial.access import probe_access
from checker.trial.platforms import platform
from checker.trial.roles import SEEDER, owner_session, prepare_database
from checker.trial.server import Server, throwaway
from tests.platform.conftest import OWNER, scripts
from tests.support import PATIENT

DATABASE = platform("vanilla").database
Probed = dict[tuple[str, str, str, str], Probe]
Try = Callable[..., Probed]

HOUSE: Mapping[str, Any] = {
    "roles": ["anon", "authenticated", "venture_app"],
    "allow": [
        {"role": "service_role", "object": "public.note", "may": ["select", "insert", "update", "delete"]},
        {"role": "analyst", "object": "public.v_*", "may": "select"},
    ],
}
TABLE = """
create table public.note (id bigint primary key, tenant text, body text);
grant select, insert, update, delete on public.note to service_role;
"""
GUARD = """
alter table public.note enable row level security;
alter table public.note force row level security;
create policy service on public.note for all to service_role
  using ((select auth.role()) = 'service_role') with check ((select auth.role()) = 'service_role');
create policy views on public.note for select to eng_views using (true);
"""
VIEW = """
grant select on public.note to eng_views;
set role eng_views;
create view public.v_note as select id, body from public.note;
grant select on public.v_note to analyst;
reset role;
"""
SEED = "insert into public.note values (1, 'a', 'one'), (2, 'b', 'two');"


def config(**more: Any) -> Config:
    """A config of a repository in the house layout."""
    data = {"version": 1, "migrations": [{"path": "db/migrations/eng"}], "view_owners": ["eng_views"], **more}
    return msgspec.convert(data, Config)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server whose database holds the bootstrap and nothing else."""
    with throwaway(sources.find("embedded"), limits=PATIENT) as running:
        prepare_database(running, platform("vanilla"), OWNER, scripts("db/bootstrap"))
        yield running


@pytest.fixture
def attempt(server: Server) -> Iterator[Try]:
    """Make a database by SQL of the owner's, seed it, and try everything in it.

    `superuser` is run by a superuser, and `undo` again when the case is over: roles belong to the cluster.
    """
    made: list[str] = []
    undone: list[str] = []
    numbers = itertools.count()

    def run(
        sql: str,
        *,
        seed: str = SEED,
        access: Mapping[str, Any] = HOUSE,
        superuser: str = "",
        undo: str = "",
        **more: Any,
    ) -> Probed:
        name = f"access_{next(numbers)}"
        server.create_database(name, template=DATABASE, owner=OWNER)
        made.append(name)
        with owner_session(server, name, OWNER) as session:
            session.execute(sql.encode())
        with server.connect(name, SEEDER) as session:
            session.execute(seed.encode())
        with server.connect(name, search_path="public") as session:
            session.execute(superuser.encode())
            undone.append(undo)
        wanted = config(access=access, **more)
        found = probe_access(server, name, OWNER, wanted)
        return {(p.role, p.claims, p.relation, p.action): p for p in found}

    yield run
    for name in made:
        server.drop_database(name)
    with server.connect(DATABASE, search_path="public") as session:
        for text in undone:
            session.execute(text.encode())


def beyond(found: Probed, access: Mapping[str, Any] = HOUSE) -> list[tuple[str, str, str]]:
    """What was allowed and is not declared: role, relation, action."""
    declared = msgspec.convert(access, Access)
    return sorted(
        {
            (role, relation, action)
            for (role, claims, relation, action), probe in found.items()
            if probe.allowed and not declared.allows(role, relation, action, claims)
        }
    )


def short_of(found: Probed, access: Mapping[str, Any] = HOUSE) -> list[tuple[str, str, str]]:
    """What is declared and was refused."""
    declared = msgspec.convert(access, Access)
    return sorted(
        {
            (role, relation, action)
            for (role, claims, relation, action), probe in found.items()
            if not probe.allowed and declared.promises(role, relation, action, claims)
        }
    )
