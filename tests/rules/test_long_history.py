"""What the static rules do grows with a history, and not with its square."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from checker.judge import judge, told_once
from checker.model import Change, Finding, Location, Severity
from tests.state.sql import change

UP = """\
begin;
create table public.t_{n} (id bigint primary key, before_id bigint references public.t_{before} (id), kind text);
alter table public.t_{n} enable row level security;
create policy p_{n} on public.t_{n} for select to app_reader using (kind = current_user);
create index t_{n}_kind on public.t_{n} (kind);
grant select on public.t_{n} to app_reader;
revoke select on public.t_{before} from app_reader;
comment on table public.t_{n} is 'one of many';
create view public.v_{n} as select id, kind from public.t_{n};
create table public.parts_{n} (id bigint, at date) partition by range (at);
create table public.part_{n} partition of public.parts_{n} for values from ('2020-01-01') to ('2021-01-01');
create type public.e_{n} as enum ('a');
create function public.f_{n}() returns bigint language plpgsql security definer as $$ begin return 1; end $$;
drop function if exists public.f_{before}();
do $$ begin
  create table public.d_{n} (id bigint primary key);
  if exists (select 1 from public.t_{n}) then alter table public.d_{n} add column more text; end if;
end $$;
alter table public.t_{before} alter column kind set not null;
alter table public.t_{before} add constraint t_{before}_kind check (kind <> '');
alter table public.d_{before} rename to old_{before};
select set_config('app.step', '{n}', true);
update public.t_{before} set kind = 'x';
commit;
"""
DOWN = """\
begin;
alter table public.old_{before} rename to d_{before};
alter table public.t_{before} drop constraint t_{before}_kind;
drop table public.d_{n};
drop function public.f_{n}();
drop type public.e_{n} cascade;
drop table public.parts_{n};
drop view public.v_{n};
drop table public.t_{n} cascade;
commit;
"""


def with_downs(size: int) -> Change:
    return change(*((UP.format(n=n, before=n - 1), DOWN.format(n=n, before=n - 1)) for n in range(1, size)))


def without(size: int) -> Change:
    return change(*(UP.format(n=n, before=n - 1) for n in range(1, size)))


def calls(work: Callable[[], object]) -> int:
    """How many calls of Python functions, and turns of generators, it takes."""
    count = 0

    def on(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(on)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("make", [with_downs, without])
def test_twice_the_history_is_twice_the_work(make: Callable[[int], Change]) -> None:
    judge(make(5))
    changes = [make(size) for size in (101, 201, 401)]
    half, once, twice = (calls(lambda one=one: judge(one)) for one in changes)  # type: ignore[misc]
    # What is more for each migration of a longer one is what each costs all the others.
    assert (twice - once) / (once - half) < 2.3, (half, once, twice)


def test_what_explains_a_finding_is_not_looked_for_in_all_the_others() -> None:
    lost = [
        Finding(
            rule=rule, severity=Severity.ERROR, stage="static", location=Location(f"{n}.sql"), message=message,
            object=f"public.t_{n}", migration=str(n),
        )
        for n in range(400)
        for rule, message in (("data-lost", "lost"), ("down-incomplete", "the down does not give it back"))
    ]  # fmt: skip
    assert {one.rule for one in told_once(lost)} == {"data-lost"}
    half, once, twice = (calls(lambda size=size: told_once(lost[:size])) for size in (200, 400, 800))  # type: ignore[misc]
    assert (twice - once) / (once - half) < 2.3, (half, once, twice)


def test_what_explains_a_finding_is_looked_for_once_in_a_long_file() -> None:
    """A file of thousands of statements has as many findings, of which few can explain another."""
    lost = [
        Finding(
            rule=rule, severity=Severity.ERROR, stage="static", location=Location("1.sql", line=n), message=message,
            object=f"public.t_{n}", migration="1",
        )
        for n in range(1, 401)
        for rule, message in (("data-lost", "lost"), ("drop-breaks-readers", "read"))
    ]  # fmt: skip
    assert len(told_once(lost)) == 800
    half, once, twice = (calls(lambda size=size: told_once(lost[:size])) for size in (200, 400, 800))  # type: ignore[misc]
    assert (twice - once) / (once - half) < 2.3, (half, once, twice)


def test_a_long_file_is_judged_in_proportion() -> None:
    def long(size: int) -> Change:
        made, gone = (
            "".join(text.format(n=n) for n in range(size))
            for text in ("create table public.t_{n} (id int);\n", "drop table public.t_{n};\n")
        )
        return change(made, (gone, made))

    assert sum(one.rule == "data-lost" for one in judge(long(5)).findings) == 5
    half, once, twice = (calls(lambda size=size: judge(long(size))) for size in (50, 100, 200))  # type: ignore[misc]
    assert (twice - once) / (once - half) < 2.3, (half, once, twice)
