"""A generated column that policies ask, computed otherwise; ALTER TABLE … SET EXPRESSION is new in PostgreSQL 17."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.trial import sources
from tests.support import Scratch

CONFIG = """\
version: 1
bootstrap: [db/bootstrap]
migrations: [{path: db/migrations, layout: marker}]
"""
BASE = """\
begin;
create table public.doc (
  id integer primary key, owner text not null, kind text not null,
  shared boolean generated always as (kind = 'public') stored, title text generated always as (kind || ' ' || id::text) stored
);
alter table public.doc enable row level security;
alter table public.doc force row level security;
create policy readers on public.doc for select to reader using (shared or owner = current_user);
grant select on public.doc to reader;
create table public.page (id integer primary key, doc integer not null);
alter table public.page enable row level security;
alter table public.page force row level security;
create policy readers on public.page for select to reader
  using (exists (select from public.doc d where d.id = doc and d.shared));
grant select on public.page to reader;
create table public.other (id integer primary key, kind text, shared boolean generated always as (kind = 'public') stored);
alter table public.other enable row level security;
alter table public.other force row level security;
commit;
/* DOWN */
begin;
drop table public.other;
drop table public.page;
drop table public.doc;
commit;
"""
CHANGE = """\
begin;
alter table public.doc alter column shared set expression as (kind is not null);
alter table public.doc alter column title set expression as (kind);
alter table public.other alter column shared set expression as (kind is not null);
commit;

/* DOWN */

begin;
alter table public.doc alter column shared set expression as (kind = 'public');
alter table public.doc alter column title set expression as (kind || ' ' || id::text);
alter table public.other alter column shared set expression as (kind = 'public');
commit;
"""


@pytest.mark.skipif(sources.find("auto").major < 17, reason="PostgreSQL 17 has SET EXPRESSION")
def test_a_generated_column_that_policies_ask_is_found_where_it_is_computed_otherwise(tmp_path: Path) -> None:
    """And neither one that no policy asks, nor one of a table without policies."""
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("db/bootstrap/roles.sql", "CREATE ROLE reader;\n")
    scratch.write("db/migrations/202601010000__docs.sql", BASE)
    scratch.branch(message="base")
    scratch.write("db/migrations/202601020000__shared.sql", CHANGE)
    scratch.commit("change")
    found = scratch.check("--base", "main").report["findings"]
    assert [(one["line"], one["object"]) for one in found if one["rule"] == "policy-function-changed"] == [
        (2, "public.doc.shared")
    ]
