"""A state that was kept answers as the one that it was made of."""

from __future__ import annotations

from msgspec.structs import replace

from checker.state import State
from checker.state.snapshot import _freeze, _thaw
from tests.state.sql import end, name

HISTORY = """
create table a (id bigint primary key);
create table b (id bigint primary key, a_id bigint references a (id));
create table p (id bigint, at date) partition by range (at);
create table p1 partition of p for values from ('2020-01-01') to ('2021-01-01');
create view v as select id from a;
create view gone as select id from a;
drop view gone;
"""


def again(state: State) -> State:
    """The state, kept and read."""
    timeline = _thaw(_freeze(state.timeline))
    assert timeline is not None
    return State(timeline, timeline.now)


def referring(state: State, relation: str) -> list[str]:
    return sorted(str(one.name) for one in state.referring(name(relation)))


def test_who_refers_to_a_relation_is_kept() -> None:
    made = end(HISTORY)
    assert referring(made, "a") == ["public.b", "public.v"]
    state = again(made)
    assert referring(state, "a") == ["public.b", "public.v"]
    assert [str(one.name) for one in state.readers(name("a"))] == ["public.v"]
    assert [str(one.name) for one in state.children(name("p"))] == ["public.p1"]


def test_what_is_written_later_comes_to_what_was_kept() -> None:
    state = again(end(HISTORY))
    view = state.view(name("v"))
    assert view is not None
    state.timeline.now += 1
    state.timeline.write("view", name("w"), replace(view, name=name("w")))
    later = State(state.timeline, state.timeline.now)
    assert referring(again(later), "a") == ["public.b", "public.v", "public.w"]
    assert referring(later, "a") == ["public.b", "public.v", "public.w"]
    assert referring(state, "a") == ["public.b", "public.v"]
