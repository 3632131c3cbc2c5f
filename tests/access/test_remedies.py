"""What is promised and refused, by what refused it: the remedy is about that and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

TABLE = """\
create table app.note (id bigint primary key, title text);
insert into app.note values (1, 'one'), (2, 'two');
"""
GUARD = "alter table app.note enable row level security, force row level security;\n"
USAGE = "grant usage on schema app to reader, keeper;\n"
ALL = "grant select, insert, update, delete on app.note to reader;\n"
OPEN = "create policy readers on app.note for all to reader using (id is not null) with check (id is not null);\n"
HIDDEN = "create policy readers on app.note for all to reader using (id = 3 and id = 4) with check (id = 3 and id = 4);\n"
VIEW = "create view app.v_note as select id, title from app.note;\ngrant select on app.v_note to reader;\n"
INVOKER = "alter view app.v_note set (security_invoker = true);\n"
SKIP = """\
create function app.skip() returns trigger language plpgsql as 'begin return null; end';
create trigger skip before insert or update or delete on app.note for each row execute function app.skip();
"""
KEPT = "alter view app.v_note owner to keeper;\n"


def messages(folder: Path, sql: str, relation: str, actions: str) -> list[str]:
    """What is said of a change that makes this, where the config promises the actions on the relation to the role `reader`."""
    scratch = Scratch(folder)
    scratch.write(
        "db/verify.yml",
        "version: 1\nexposed_schemas: [app]\nbootstrap: [roles.sql]\nmigrations: [{path: migrations, layout: plain}]\n"
        "trial: {owner: maker}\nrules: {access-not-kept: 'off', access-not-declared: 'off'}\n"
        f"access: {{allow: [{{role: reader, object: {relation}, may: {actions}}}]}}\n",
    )
    scratch.write(
        "roles.sql",
        "create role reader;\ncreate role keeper;\ncreate role maker;\ngrant keeper to maker;\ncreate schema app;\n"
        "grant all on schema app to maker with grant option;\ngrant create on schema app to keeper;\n",
    )
    scratch.write("migrations/1_first.sql", "create table app.first (id bigint primary key);\n")
    scratch.branch(message="a table")
    scratch.write("migrations/2_note.sql", sql)
    scratch.commit("a change")
    result = scratch.check("--base", "main")
    found = [one["message"] for one in result.of("access-too-closed")]
    assert found, result.out + result.err
    return found


CASES = {
    "a policy hides the rows": (
        TABLE + GUARD + USAGE + ALL + HIDDEN, "app.note", "[select, update, delete]", "(none of 2 rows): let a policy show the rows",
    ),
    "a policy refuses the row": (
        TABLE + GUARD + USAGE + ALL + HIDDEN, "app.note", "insert", "let the WITH CHECK of a policy accept reader's rows",
    ),
    "both": (
        TABLE + GUARD + USAGE + ALL + HIDDEN, "app.note", "[select, insert]",
        'none of 2 rows; new row violates row-level security policy for table "note"): let a policy show the rows, and let the WITH',
    ),
    "there is no policy": (TABLE + GUARD + USAGE + ALL, "app.note", "select", "): let a policy show the rows"),
    "there is no grant": (
        TABLE + GUARD + USAGE + OPEN, "app.note", "[select, insert]", "): grant select, insert on app.note to reader",
    ),
    "there is neither": (
        TABLE + GUARD + USAGE, "app.note", "select", "): grant select on app.note to reader, and let a policy show it the rows",
    ),
    "the schema may not be used": (
        TABLE + GUARD + ALL + OPEN, "app.note", "select", "(permission denied for schema app): grant usage on schema app to reader",
    ),
    "the view's owner may not read": (
        TABLE + GUARD + USAGE + VIEW + KEPT, "app.v_note", "select",
        "(permission denied for table note): grant select on app.note to keeper, with whose rights the view reads",
    ),
    "the view's owner sees nothing": (
        TABLE + GUARD + USAGE + VIEW + KEPT + "grant select on app.note to keeper;", "app.v_note", "select",
        "(none of 2 rows): let a policy on app.note show keeper the rows, with whose rights the view reads",
    ),
    "who asks the view may not read": (
        TABLE + GUARD + USAGE + VIEW + INVOKER, "app.v_note", "select",
        "): grant select on app.note to reader, with whose rights the view reads",
    ),
    "who asks the view sees nothing": (
        TABLE + GUARD + USAGE + VIEW + INVOKER + "grant select on app.note to reader;", "app.v_note", "select",
        "): let a policy on app.note show reader the rows, with whose rights the view reads",
    ),
    "the view's own query hides them": (
        TABLE + USAGE + "create view app.v_note as select id, title from app.note where not pg_has_role(current_user, 'reader', 'member');"
        " grant select on app.v_note to reader;", "app.v_note", "select", "): let its query show reader the rows",
    ),
    "a view takes no writes": (
        TABLE + USAGE + "create view app.v_note as select distinct title from app.note; grant insert on app.v_note to reader;",
        "app.v_note", "insert", '(cannot insert into view "v_note"): give it an INSTEAD OF trigger, or a query that',
    ),
    "a function of a policy": (
        TABLE + GUARD + USAGE + ALL + "create function app.mine(bigint) returns boolean language sql stable return $1 > 0;"
        " revoke execute on function app.mine from public;"
        " create policy readers on app.note for select to reader using (app.mine(id));", "app.note", "select",
        "permission denied for function mine): grant execute on function app.mine(bigint) to reader",
    ),
    "a table that a policy reads": (
        TABLE + GUARD + USAGE + ALL + "create table app.member (id bigint primary key); insert into app.member values (1);"
        " create policy readers on app.note for select to reader using (id in (select id from app.member));", "app.note", "select",
        "(permission denied for table member): grant select on app.member to reader, or let what asks for it",
    ),
    "a trigger leaves the row out": (
        TABLE + GUARD + USAGE + ALL + OPEN + SKIP, "app.note", "insert",
        "(none of 2 rows): let the trigger skip return the row instead of leaving it out",
    ),
    "a trigger may leave the rows out": (
        TABLE + GUARD + USAGE + ALL + OPEN + SKIP, "app.note", "delete",
        "(none of 2 rows): let a policy show the rows, or let the trigger skip return the row instead of leaving it out",
    ),
    "an error": (
        TABLE + GUARD + USAGE + ALL + "create function app.bad(text) returns boolean language plpgsql stable as 'begin return $1::int > 0; end';"
        " create policy readers on app.note for select to reader using (app.bad(title));", "app.note",
        "select", '(each row ends in an error: invalid input syntax for type integer: "one"): mend what ends in that error',
    ),
    "a function": (
        TABLE + USAGE + "create function app.f() returns void language sql security definer set search_path = '' as '';"
        " revoke execute on function app.f from public;", "app.f()", "execute",
        "reader can't EXECUTE app.f(), which `access:` promises it (no privilege): grant execute on function app.f() to reader",
    ),
    "what is asked of the server": (
        TABLE + USAGE, "app.note", "[references, trigger]", "(no privilege): grant references, trigger on app.note to reader",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_remedy_is_about_what_refused_it(tmp_path: Path, case: str) -> None:
    sql, relation, actions, words = CASES[case]
    found = messages(tmp_path, sql, relation, actions)
    assert len(found) == 1 and words in found[0], found
    assert "grant" in words or "grant" not in found[0]
