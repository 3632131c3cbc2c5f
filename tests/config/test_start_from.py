"""A dump stands for a beginning that no longer applies; what is new is judged all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

CONFIG = """\
version: 1
migrations: [{path: m, layout: marker}]
start_from: {dump: db/schema.sql, id: "202501020000"}
trial: {owner: app_owner}
"""
DUMP = """\
\\restrict abc
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE ROLE app_owner;
CREATE TABLE public.note (
    id bigint NOT NULL
);
ALTER TABLE public.note OWNER TO app_owner;
ALTER TABLE public.note ENABLE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.note FORCE ROW LEVEL SECURITY;
COPY public.note (id) FROM stdin;
1
\\.
GRANT CREATE ON SCHEMA public TO app_owner;
\\unrestrict abc
"""
LOST = "begin;\nalter table gone add a int;\ncommit;\n/* DOWN */\nbegin;\nalter table gone drop a;\ncommit;\n"
NEW = """\
begin;
set local lock_timeout = '5s';
alter table note add column body text;
commit;

/* DOWN */

begin;
set local lock_timeout = '5s';
alter table note drop column body;
commit;
"""


@pytest.fixture
def repository(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("db/schema.sql", DUMP)
    scratch.write("m/202501010000__lost.sql", LOST)
    scratch.write("m/202501020000__broken.sql", "this is not SQL")
    scratch.commit("base")
    scratch.git("switch", "-q", "-c", "change")
    return scratch


def test_the_chain_begins_with_the_dump(repository: Scratch) -> None:
    repository.write("m/202501030000__new.sql", NEW)
    repository.commit("new")
    result = repository.check()
    assert (result.code, result.findings) == (0, []), result.out
    assert [one["id"] for one in result.report["migrations"]] == ["202501030000"]
    (note,) = [note for note in result.report["notes"] if "db/schema.sql" in note]
    assert "2 migrations, up to 202501020000" in note and "1 tables" in note


def test_an_old_date_lets_nothing_in(repository: Scratch) -> None:
    repository.write(
        "m/202501010500__old.sql", NEW.replace("note", "nowhere").replace("body text", "body txt")
    )
    repository.write("m/202501010000__lost.sql", LOST + "-- edited\n")
    repository.commit("old")
    result = repository.check("--static")
    assert result.code == 1
    assert {one["id"] for one in result.report["migrations"]} == {"202501010500", "202501010000"}
    assert "migration-edited-after-merge" in {rule for rule, _, _ in result.findings}


def test_an_id_that_is_none(repository: Scratch) -> None:
    repository.write("db/verify.yml", CONFIG.replace("202501020000", "202501029999"))
    repository.commit("wrong id")
    repository.git("branch", "-f", "main")
    result = repository.check("--static", "--all")
    assert result.code == 2 and "202501029999" in result.report["error"]
