"""What is called reversible is so by the trial's record, whatever the rules are set to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

BASE = "-- migrate:up\nCREATE TABLE posts (id int PRIMARY KEY, likes int NOT NULL, score int);\n\n-- migrate:down\nDROP TABLE posts;\n"
LOSSY = "-- migrate:up\nUPDATE posts SET score = likes WHERE score IS NULL;\n\n-- migrate:down\nSELECT 1;\n"
KEPT = "-- migrate:up\nALTER TABLE posts ADD COLUMN more int;\n\n-- migrate:down\nALTER TABLE posts DROP COLUMN more;\n"
UNSEEN = "-- migrate:up\nUPDATE posts SET likes = 0 WHERE likes = -12345;\n\n-- migrate:down\nCOMMENT ON TABLE posts IS NULL;\n"
UNSEEN_DELETE = UNSEEN.replace("UPDATE posts SET likes = 0 WHERE", "DELETE FROM posts WHERE")
MOVED = (
    "-- migrate:up\nINSERT INTO posts SELECT -id - 1, likes, score, note, rate, share FROM posts;\nDELETE FROM posts WHERE id >= 0;\n\n"
    "-- migrate:down\nINSERT INTO posts SELECT -id - 1, likes, score, note, rate, share FROM posts;\nDELETE FROM posts WHERE id < 0;\n"
)
COPIED = UNSEEN.replace("UPDATE", "CREATE TABLE old AS SELECT id, likes FROM posts;\nUPDATE").replace(
    "COMMENT", "DROP TABLE old;\nCOMMENT"
)
# What is cut off of a long text, or of a number's places, no down brings back.
BASE = BASE.replace("score int", "score int, note text, rate numeric(12, 4), share numeric")
CUT, CUT_BY_CAST, CAST = (
    f"-- migrate:up\nALTER TABLE posts ALTER note TYPE varchar(20) USING {using};\n\n"
    "-- migrate:down\nALTER TABLE posts ALTER note TYPE text;\n"
    for using in ("left(note, 20)", "note::varchar(20)", "note::varchar")
)
ROUNDED, SHARED = (
    f"-- migrate:up\nALTER TABLE posts ALTER {column} TYPE numeric(12, 2);\n\n"
    f"-- migrate:down\nALTER TABLE posts ALTER {column} TYPE {type};\n"
    for column, type in (("rate", "numeric(12, 4)"), ("share", "numeric"))
)
BRANCH = (
    "-- migrate:up\nDO $$ BEGIN IF (SELECT count(*) FROM posts) > 500 THEN DROP TABLE posts; END IF; END $$;\n\n"
    "-- migrate:down\nCOMMENT ON TABLE posts IS NULL;\n"
)
# Production may have roles that the trial has not.
BRANCH_ON_ROLES = BRANCH.replace(
    "(SELECT count(*) FROM posts) > 500", "EXISTS (SELECT FROM pg_roles WHERE rolname = 'elsewhere')"
)
BRANCH_TAKEN = (
    "-- migrate:up\nDO $$ BEGIN IF EXISTS (SELECT FROM pg_class WHERE relname = 'posts') THEN"
    " CREATE OR REPLACE VIEW seen AS SELECT id FROM posts; END IF; END $$;\n\n-- migrate:down\nDROP VIEW seen;\n"
)
# What has a computed name, and what is made again as it was, leaves nothing that tells whether it happened.
COMPUTED = (
    "-- migrate:up\nDO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['seen'] LOOP"
    " EXECUTE format('CREATE OR REPLACE VIEW %I AS SELECT id FROM posts', t); END LOOP;"
    " IF EXISTS (SELECT FROM pg_class WHERE relname = 'seen') THEN DROP VIEW seen; END IF;"
    " CREATE VIEW seen AS SELECT id FROM posts; END $$;\n\n-- migrate:down\nDROP VIEW seen;\n"
)
NEW_COLUMN = (
    "-- migrate:up\nALTER TABLE posts ADD COLUMN more int;\nUPDATE posts SET more = 1 WHERE likes = -12345;\n\n"
    "-- migrate:down\nALTER TABLE posts DROP COLUMN more;\n"
)


UPSERT = (
    "-- migrate:up\nINSERT INTO posts (id, likes) VALUES (-7, 1) ON CONFLICT (id) DO UPDATE SET likes = excluded.likes;\n\n"
    "-- migrate:down\nDELETE FROM posts WHERE id = -7;\n"
)
# In the trial as well it overwrites what no down knows.
UPSERT_MET = UPSERT.replace("VALUES (-7, 1)", "SELECT id, 1 FROM posts WHERE likes <> 1").replace(
    "id = -7", "false"
)


@pytest.mark.parametrize(
    ("text", "rules", "expected"),
    [
        (LOSSY, "{}", "not-reversible"),
        (LOSSY, '{down-loses-data: "off", down-empty: "off"}', "not-reversible"),
        (KEPT, "{}", "proven"),
        (UNSEEN, "{}", "not-tried"),
        (UNSEEN_DELETE, "{}", "not-tried"),
        (MOVED, "{}", "proven"),
        (COPIED, "{}", "proven"),
        (NEW_COLUMN, "{}", "proven"),
        (BRANCH, "{}", "not-tried"),
        (BRANCH_ON_ROLES, "{}", "not-tried"),
        (BRANCH_TAKEN, "{}", "proven"),
        (COMPUTED, "{}", "proven"),
        (CUT, "{}", "not-tried"),
        (CUT_BY_CAST, "{}", "not-tried"),
        (CAST, "{}", "proven"),
        (ROUNDED, "{}", "not-reversible"),
        (SHARED, "{}", "not-reversible"),
        (UPSERT, "{}", "not-tried"),
        (UPSERT_MET, "{}", "not-reversible"),
    ],
    ids=[
        "lossy",
        "lossy, and nobody asks",
        "kept",
        "nothing changed",
        "nothing deleted",
        "moved",
        "copied",
        "a new column",
        "a branch",
        "a branch on the catalog",
        "a branch that was taken",
        "a computed name",
        "cut off",
        "cut off by a cast",
        "a cast",
        "rounded",
        "rounded, of any length",
        "an upsert that met nothing",
        "an upsert that overwrites",
    ],
)
def test_rows_that_a_down_does_not_bring_back(tmp_path: Path, text: str, rules: str, expected: str) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        f"version: 1\nmigrations: [{{path: migrations, layout: dbmate}}]\nexposed_schemas: []\nrules: {rules}\n",
    )
    scratch.write("migrations/20250101000000_base.sql", BASE)
    scratch.write("migrations/20250201000000_change.sql", text)
    scratch.commit("posts")
    report = scratch.check("--all").report
    assert [one["reversible"] for one in report["migrations"]] == ["proven", expected]
    told = [one for one in report["not_proven"] if "whether the down brings back what is changed" in one]
    assert len(told) == (expected == "not-tried"), report["not_proven"]
    assert all("migrations/20250201000000_change.sql:2" in one for one in told)


@pytest.mark.parametrize(
    ("column", "was", "becomes", "expected"),
    [
        ("rate", "numeric(12, 4)", "numeric(12, 2)", "not-tried"),
        ("rate", "numeric(12, 4)", "integer USING rate::integer", "not-tried"),
        ("rate", "numeric(12, 4)", "numeric(14, 4)", "proven"),
        ("likes", "integer", "bigint", "proven"),
        ("seen", "timestamptz", "timestamptz(0)", "not-tried"),
        ("seen", "timestamptz", "date", "not-tried"),
        ("said", "json", "jsonb", "not-tried"),
    ],
)
def test_a_narrower_type_that_no_row_is_too_long_for_proves_nothing(
    tmp_path: Path, column: str, was: str, becomes: str, expected: str
) -> None:
    """The seeds have round numbers, midnights and no documents; production's rows may have others."""
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: migrations, layout: dbmate}]\nseeds: [seeds]\nexposed_schemas: []\n",
    )
    scratch.write(
        "migrations/20250101000000_base.sql",
        "-- migrate:up\nCREATE TABLE posts (id int PRIMARY KEY, likes int, rate numeric(12, 4), seen timestamptz, said json);\n\n"
        "-- migrate:down\nDROP TABLE posts;\n",
    )
    scratch.write("seeds/1.sql", "INSERT INTO posts (id, likes) VALUES (1, 2) ON CONFLICT DO NOTHING;\n")
    scratch.write(
        "migrations/20250201000000_change.sql",
        f"-- migrate:up\nALTER TABLE posts ALTER {column} TYPE {becomes};\n\n"
        f"-- migrate:down\nALTER TABLE posts ALTER {column} TYPE {was};\n",
    )
    scratch.commit("posts")
    report = scratch.check("--all").report
    assert [one["reversible"] for one in report["migrations"]] == ["proven", expected]
    told = [one for one in report["not_proven"] if "whether the down brings back what is changed" in one]
    assert len(told) == (expected == "not-tried"), report["not_proven"]


def test_a_script_that_cannot_be_read_is_not_the_downs_doing(tmp_path: Path) -> None:
    """The rows are made anew then, and are others."""
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: migrations, layout: dbmate}]\npolicies: [policies]\nseeds: [seeds]\nexposed_schemas: []\n",
    )
    scratch.write(
        "migrations/20250101000000_base.sql",
        "-- migrate:up\nCREATE TABLE posts (id int PRIMARY KEY, token text NOT NULL DEFAULT gen_random_uuid()::text);\n\n"
        "-- migrate:down\nDROP TABLE posts;\n",
    )
    scratch.write("policies/1.sql", "SELECT 1;\n")
    scratch.write("seeds/1.sql", "INSERT INTO posts (id) VALUES (1) ON CONFLICT DO NOTHING;\n")
    scratch.branch(message="posts")
    scratch.write("policies/2.sql", "SELECT 1; SELEC 2;\n")
    scratch.write(
        "migrations/20250201000000_change.sql",
        "-- migrate:up\nCOMMENT ON TABLE posts IS 'x';\n\n-- migrate:down\nCOMMENT ON TABLE posts IS NULL;\n",
    )
    scratch.commit("change")
    result = scratch.check()
    assert result.rules == {"syntax-error"}, result.out


def test_what_a_script_does_not_do_in_the_trial_is_named(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: migrations, layout: dbmate}]\npolicies: [policies]\nexposed_schemas: []\n",
    )
    scratch.write("migrations/20250101000000_base.sql", BASE)
    scratch.write(
        "policies/1.sql",
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'elsewhere') THEN"
        " GRANT SELECT ON posts TO elsewhere; END IF; END $$;\n",
    )
    scratch.commit("posts")
    result = scratch.check("--all")
    assert result.code == 0, result.out
    assert (
        "what the script does at policies/1.sql:1:1: in the trial, GRANT on posts depends on a condition, and did not happen"
        in result.report["not_proven"]
    )
