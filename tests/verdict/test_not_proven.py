"""What a pass does not prove of files that nobody reads, and of what views mean, is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

BASE = "-- migrate:up\nCREATE TABLE posts (id int PRIMARY KEY, likes int NOT NULL);\n\n-- migrate:down\nDROP TABLE posts;\n"


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("db/migrations2/1_later.sql", True),
        ("migrations/20250301000000_later.psql", True),
        ("migrations/20250301000000_later.sql.j2", True),
        ("scripts/fix.SQL", True),
        ("migrations/README.md", False),
        ("policies/1.sql", False),
    ],
)
def test_sql_that_the_config_names_nowhere_is_named(tmp_path: Path, path: str, *, named: bool) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: migrations, layout: dbmate}]\npolicies: [policies]\nexposed_schemas: []\n",
    )
    scratch.write("migrations/20250101000000_base.sql", BASE)
    scratch.write("policies/0.sql", "SELECT 1;\n")
    scratch.commit("posts")
    scratch.git("switch", "-q", "-c", "change")
    scratch.write(path, "SELECT 2;\n")
    scratch.commit("change")
    told = [one for one in scratch.check("--base", "main").report["not_proven"] if path in one]
    assert told == [f"what the SQL in {path} does: the config names no place where it is run from"] * named


def test_of_many_files_that_nobody_reads_three_are_named(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: dbmate}]\nexposed_schemas: []\n"
    )
    scratch.write("m/20250101000000_base.sql", BASE)
    scratch.commit("posts")
    scratch.git("switch", "-q", "-c", "change")
    for number in range(5):
        scratch.write(f"tests/{number}.sql", "SELECT 2;\n")
    scratch.commit("change")
    told = scratch.check("--base", "main").report["not_proven"]
    assert any("tests/0.sql, tests/1.sql, tests/2.sql and 2 others does" in one for one in told), told


@pytest.mark.parametrize(
    ("query", "named"),
    [("SELECT id, likes FROM posts WHERE likes > 0", True), ("SELECT id,  likes FROM posts", False)],
)
def test_what_a_rewritten_view_means_is_not_proven(tmp_path: Path, query: str, *, named: bool) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: m, layout: dbmate}]\nviews: [views]\npublished_views: [public.v_posts]\nexposed_schemas: []\n",
    )
    scratch.write("m/20250101000000_base.sql", BASE)
    scratch.write("views/1.sql", "CREATE OR REPLACE VIEW public.v_posts AS SELECT id, likes FROM posts;\n")
    scratch.commit("posts")
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("views/1.sql", f"CREATE OR REPLACE VIEW public.v_posts AS {query};\n")
    scratch.commit("change")
    told = scratch.check("--base", "main").report["not_proven"]
    assert any("that public.v_posts means what it did" in one for one in told) == named, told
