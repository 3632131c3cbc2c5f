"""Locks as PostgreSQL's manual says them (13.3.1, ALTER TABLE, CREATE INDEX …), seen in the trial."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from checker.errors import CannotCheck
from checker.model import LockTaken, Outcome
from checker.trial.execute import run_statements
from checker.trial.locks import LockObserver
from checker.trial.server import Server, throwaway
from checker.trial.sources import Postgres
from tests.support import PATIENT
from tests.trial.engine.texts import statements

SCHEMA = """
create table parent (id int primary key, code text unique);
create table note (id int primary key, parent_id int, title text, size int not null default 0, owner text);
create table child (id int primary key, note_id int references note);
create index note_title on note (title);
alter table note add constraint title_there check (title is not null) not valid;
alter table child add constraint late foreign key (note_id) references note not valid;
create view shown as select id, title from note;
create materialized view kept as select id, title from note;
create unique index on kept (id);
create sequence counter;
create table part (id int, day date) partition by range (day);
create table part_a partition of part for values from ('2026-01-01') to ('2026-02-01');
create table loose (id int, day date);
create table "Odd name" (id int);
create function nothing() returns trigger language plpgsql as 'begin return new; end';
create trigger kept_trigger before insert on note for each row execute function nothing();
create policy kept_policy on note using (true);
create rule kept_rule as on delete to loose do instead nothing;
insert into parent values (1, 'a'); insert into note values (1, 1, 'a'); insert into child values (1, 1);
insert into part values (1, '2026-01-02'); insert into loose values (1, '2026-03-02');
"""

ACCESS_SHARE, ROW_SHARE, ROW_EXCLUSIVE = "AccessShareLock", "RowShareLock", "RowExclusiveLock"
SHARE_UPDATE, SHARE, SHARE_ROW = "ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock"
EXCLUSIVE, ACCESS_EXCLUSIVE = "ExclusiveLock", "AccessExclusiveLock"

# The statement, what it does to which relation: mode, then `rewritten`, `scanned`.
KNOWN: list[tuple[str, dict[str, str | tuple[str, ...]]]] = [
    ("select title from note", {"note": ACCESS_SHARE}),
    ("select title from note for update", {"note": ROW_SHARE}),
    ("select title from note for share", {"note": ROW_SHARE}),
    ("insert into note (id, title) values (2, 'b')", {"note": ROW_EXCLUSIVE}),
    ("update note set title = 'b'", {"note": ROW_EXCLUSIVE}),
    ("delete from child", {"child": ROW_EXCLUSIVE}),
    (
        "merge into note using parent on note.id = parent.id when matched then do nothing",
        {"note": ROW_EXCLUSIVE, "parent": ACCESS_SHARE},
    ),
    ("copy (select * from note) to stdout", {"note": ACCESS_SHARE}),
    ("truncate child", {"child": ACCESS_EXCLUSIVE}),
    ("truncate note, child", {"note": ACCESS_EXCLUSIVE, "child": ACCESS_EXCLUSIVE}),
    ("lock table note in share mode", {"note": SHARE}),
    ("lock table note in exclusive mode", {"note": EXCLUSIVE}),
    ("lock table note in access exclusive mode", {"note": ACCESS_EXCLUSIVE}),
    ("lock table note in share row exclusive mode", {"note": SHARE_ROW}),
    ("analyze note", {"note": SHARE_UPDATE}),
    ("create index on note (size)", {"note": (SHARE, "scanned")}),
    ("create unique index on note (size, id)", {"note": (SHARE, "scanned")}),
    ("drop index note_title", {"note": ACCESS_EXCLUSIVE}),
    ("reindex index note_title", {"note": (SHARE, "scanned"), "note_title": ACCESS_EXCLUSIVE}),
    (
        "reindex table note",
        {"note": (SHARE, "scanned"), "note_title": ACCESS_EXCLUSIVE, "note_pkey": ACCESS_EXCLUSIVE},
    ),
    ("cluster note using note_title", {"note": (ACCESS_EXCLUSIVE, "rewritten", "scanned")}),
    ("alter table note add column more text", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note add column more int not null default 7", {"note": ACCESS_EXCLUSIVE}),
    (
        "alter table note add column more uuid default gen_random_uuid()",
        {"note": (ACCESS_EXCLUSIVE, "rewritten", "scanned")},
    ),
    (
        "alter table note add column more int generated always as (size + 1) stored",
        {"note": (ACCESS_EXCLUSIVE, "rewritten", "scanned")},
    ),
    (
        "alter table note add column more bigint generated always as identity",
        {"note": (ACCESS_EXCLUSIVE, "rewritten", "scanned")},
    ),
    ("alter table note drop column owner", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note alter column size type bigint", {"note": (ACCESS_EXCLUSIVE, "rewritten", "scanned")}),
    (
        "alter table note alter column owner type varchar(10)",
        {"note": (ACCESS_EXCLUSIVE, "rewritten", "scanned")},
    ),
    ("alter table note alter column owner type varchar", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note alter column size set default 3", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note alter column title set not null", {"note": (ACCESS_EXCLUSIVE, "scanned")}),
    ("alter table note alter column size drop not null", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note alter column title set statistics 200", {"note": SHARE_UPDATE}),
    ("alter table note set (fillfactor = 70)", {"note": SHARE_UPDATE}),
    ("alter table note add constraint positive check (size >= 0)", {"note": (ACCESS_EXCLUSIVE, "scanned")}),
    ("alter table note add constraint positive check (size >= 0) not valid", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note validate constraint title_there", {"note": (SHARE_UPDATE, "scanned")}),
    ("alter table child validate constraint late", {"child": (SHARE_UPDATE, "scanned"), "note": ROW_SHARE}),
    (
        "alter table note add foreign key (parent_id) references parent not valid",
        {"note": SHARE_ROW, "parent": SHARE_ROW},
    ),
    ("alter table note add unique (size)", {"note": (ACCESS_EXCLUSIVE, "scanned")}),
    ("alter table note drop constraint title_there", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note rename column title to heading", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note rename to remark", {"note": ACCESS_EXCLUSIVE}),
    ("alter index note_title rename to note_heading", {"note_title": SHARE_UPDATE}),
    ("alter table note enable row level security", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note force row level security", {"note": ACCESS_EXCLUSIVE}),
    ("alter table note disable trigger kept_trigger", {"note": SHARE_ROW}),
    ("alter table loose set unlogged", {"loose": (ACCESS_EXCLUSIVE, "rewritten", "scanned")}),
    ("alter table loose replica identity full", {"loose": ACCESS_EXCLUSIVE}),
    (
        "alter table part attach partition loose for values from ('2026-03-01') to ('2026-04-01')",
        {"part": SHARE_UPDATE, "loose": (ACCESS_EXCLUSIVE, "scanned")},
    ),
    ("alter table part detach partition part_a", {"part": ACCESS_EXCLUSIVE, "part_a": ACCESS_EXCLUSIVE}),
    (
        "create table part_b partition of part for values from ('2026-05-01') to ('2026-06-01')",
        {"part": ACCESS_EXCLUSIVE},
    ),
    ("create table other (id int references note)", {"note": SHARE_ROW}),
    ("create table copied (like note including all)", {"note": ACCESS_SHARE}),
    ("create table made as select * from note", {"note": ACCESS_SHARE}),
    ("create trigger t before insert on note for each row execute function nothing()", {"note": SHARE_ROW}),
    ("drop trigger kept_trigger on note", {"note": ACCESS_EXCLUSIVE}),
    ("create policy p on note using (true)", {"note": ACCESS_EXCLUSIVE}),
    ("alter policy kept_policy on note using (false)", {"note": ACCESS_EXCLUSIVE}),
    ("drop policy kept_policy on note", {"note": ACCESS_EXCLUSIVE}),
    ("create rule r as on update to loose do instead nothing", {"loose": ACCESS_EXCLUSIVE}),
    ("comment on table note is 'x'", {"note": SHARE_UPDATE}),
    ("comment on column note.title is 'x'", {"note": SHARE_UPDATE}),
    ("create statistics s on size, id from note", {"note": SHARE_UPDATE}),
    (
        "create or replace view shown as select id, title, size from note",
        {"shown": ACCESS_EXCLUSIVE, "note": ACCESS_SHARE},
    ),
    ("drop view shown", {"shown": ACCESS_EXCLUSIVE}),
    (
        "refresh materialized view kept",
        {"kept": (ACCESS_EXCLUSIVE, "rewritten", "scanned"), "note": ACCESS_SHARE},
    ),
    ("refresh materialized view concurrently kept", {"kept": (EXCLUSIVE, "scanned"), "note": ACCESS_SHARE}),
    ("drop table child", {"child": ACCESS_EXCLUSIVE, "note": ACCESS_EXCLUSIVE}),
    ("alter sequence counter restart", {"counter": SHARE_ROW}),
    ("select nextval('counter')", {"counter": ROW_EXCLUSIVE}),
    ('alter table "Odd name" add column x int', {'"Odd name"': ACCESS_EXCLUSIVE}),
    (
        "do $$ begin execute 'alter table note alter column size type bigint'; end $$",
        {"note": (ACCESS_EXCLUSIVE, "rewritten", "scanned")},
    ),
]


@pytest.fixture(scope="module")
def noted(postgres: Postgres) -> Iterator[Server]:
    with throwaway(postgres, limits=PATIENT) as server:
        with server.connect(server.maintenance) as connection:
            connection.execute("CREATE ROLE owner LOGIN")
        server.create_database("app", owner="owner")
        with server.connect("app", "owner") as connection:
            connection.execute(SCHEMA)
        yield server


def observed(server: Server, text: str) -> tuple[tuple[Outcome, ...], LockObserver]:
    with server.connect("app", "owner") as session, server.connect("app", search_path="") as watching:
        observer = LockObserver(session, watching)
        outcomes = run_statements(session, statements(text), observer=observer)
        session.rollback()
        return outcomes, observer


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*each, id=each[0]) for each in KNOWN])
def test_known_locks(noted: Server, text: str, expected: dict[str, str | tuple[str, ...]]) -> None:
    outcomes, _ = observed(noted, f"begin; {text}")
    assert outcomes[1].error is None
    wanted = []
    for relation, what in expected.items():
        mode, *done = (what,) if isinstance(what, str) else what
        wanted.append(LockTaken(f"public.{relation}", mode, "rewritten" in done, "scanned" in done))
    assert list(outcomes[1].locks) == sorted(wanted, key=lambda lock: lock.relation)


def test_a_foreign_key_reads_its_table_while_both_stand_still(noted: Server) -> None:
    outcomes, _ = observed(noted, "begin; alter table note add foreign key (parent_id) references parent")
    # Whether the other table is read through or looked up in its index is the planner's choice.
    assert [(lock.relation, lock.mode) for lock in outcomes[1].locks] == [
        ("public.note", SHARE_ROW),
        ("public.parent", SHARE_ROW),
    ]
    assert outcomes[1].locks[0].scanned


def test_there_are_fifty() -> None:
    assert len(KNOWN) >= 50


def test_a_statement_is_told_what_it_adds(noted: Server) -> None:
    text = """
        begin; set transaction isolation level repeatable read;
        select id from note;
        alter table note add column more int;
        alter table note add column again int;
        alter table note alter column title set not null;
        savepoint s; create table made (id int); alter table made add column x int; rollback to s;
        update note set size = 1
    """
    outcomes, observer = observed(noted, text)
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    locks = [[(lock.relation, lock.mode, lock.scanned) for lock in outcome.locks] for outcome in outcomes]
    note = "public.note"
    assert locks[2:6] == [
        [(note, ACCESS_SHARE, False)],
        [(note, ACCESS_EXCLUSIVE, False)],
        [],
        [(note, ACCESS_EXCLUSIVE, True)],
    ]
    assert locks[7] == locks[8] == []
    assert observer.unseen == 0


def test_what_the_file_itself_makes_is_nothing_of_before(noted: Server) -> None:
    text = """
        begin; create table fresh (id int); commit;
        begin; alter table fresh add column x uuid default gen_random_uuid(); lock table fresh; rollback;
        begin; drop table fresh; commit
    """
    outcomes, observer = observed(noted, text)
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    assert not any(outcome.locks for outcome in outcomes)
    assert observer.unseen == 0


def test_outside_a_transaction_nothing_is_seen_and_that_is_counted(noted: Server) -> None:
    outcomes, observer = observed(
        noted, "set work_mem = '1MB'; analyze note; create index concurrently i on note (size); drop index i"
    )
    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert not any(outcome.locks for outcome in outcomes)
    assert observer.unseen == 3


def test_what_a_caught_error_gives_back_is_counted_and_no_later_statements_doing(noted: Server) -> None:
    text = """
        begin;
        do $$ begin alter table note add constraint size_there check (size >= 0); raise exception 'x'; exception when others then null; end $$;
        alter table note add column more int;
        commit
    """
    outcomes, observer = observed(noted, text)
    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert [(lock.relation, lock.scanned) for lock in outcomes[2].locks] == [("public.note", False)]
    assert observer.unseen == 1


def test_what_is_rolled_back_to_a_savepoint_gives_its_locks_back(noted: Server) -> None:
    text = """
        begin;
        alter table child add column early uuid default gen_random_uuid();
        savepoint s; alter table note alter column size type bigint; alter table child alter column note_id type bigint; rollback to s;
        alter table note add column newer int;
        alter table child add column newer int;
        alter table note alter column size type bigint;
        rollback to s;
        alter table note alter column size type bigint;
        rollback
    """
    outcomes, observer = observed(noted, text)
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    exclusive = LockTaken("public.note", ACCESS_EXCLUSIVE)
    whole = LockTaken("public.note", ACCESS_EXCLUSIVE, rewritten=True, scanned=True)
    assert outcomes[6].locks == (exclusive,)
    assert outcomes[7].locks == ()
    assert outcomes[8].locks == (replace(whole, added=False),)
    assert outcomes[10].locks == (whole,)
    assert observer.unseen == 0


def test_a_search_path_of_traps_is_walked_past(noted: Server) -> None:
    text = """
        begin;
        create schema trap;
        create function trap.same(a oid, b oid) returns bool language plpgsql as $$ begin raise exception 'caught'; end $$;
        create operator trap.= (leftarg = oid, rightarg = oid, function = trap.same);
        create function trap.pg_stat_get_xact_numscans(oid) returns bigint language plpgsql as $$ begin raise exception 'caught'; end $$;
        create table trap.pg_class (oid oid, relfilenode oid);
        set local search_path = trap, pg_catalog, public;
        do $body$ begin null; end $body$;
        alter table note alter column size type bigint;
        rollback
    """
    outcomes, _ = observed(noted, text)
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    assert outcomes[8].locks == (LockTaken("public.note", ACCESS_EXCLUSIVE, rewritten=True, scanned=True),)


def test_a_statement_that_fails_has_no_locks(noted: Server) -> None:
    outcomes, _ = observed(noted, "begin; alter table note add column id int")
    assert outcomes[1].status == "failed"
    assert outcomes[1].locks == ()


def test_a_session_that_cannot_be_asked_is_no_verdict(noted: Server) -> None:
    class Deaf(LockObserver):
        """Asks for what no server knows, which breaks the transaction as a timeout would."""

        def _look(self) -> dict[int, str]:
            self._session.execute("SAVEPOINT s")
            held = super()._look()
            self._session.execute("SET LOCAL statement_timeout = '1ms'")
            self._session.pgconn.exec_(b"DO $$ BEGIN PERFORM pg_sleep(1); END $$")
            return held

    with noted.connect("app", "owner") as session, noted.connect("app", search_path="") as watching:
        with pytest.raises(CannotCheck, match="could not be asked") as caught:
            run_statements(
                session, statements("begin;\nalter table note add x int"), observer=Deaf(session, watching)
            )
        session.rollback()
    assert caught.value.place == "db/m.sql:2:1"
