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
        ("db/dump.sql", False),
        ("policies/1.sql", False),
    ],
)
def test_sql_that_the_config_names_nowhere_is_named(tmp_path: Path, path: str, *, named: bool) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: migrations, layout: dbmate}]\npolicies: [policies]\nstart_from: {dump: db/dump.sql, id: '20250101000000'}\n"
        "exposed_schemas: []\n",
    )
    scratch.write("migrations/20250101000000_base.sql", BASE)
    scratch.write("db/dump.sql", "SELECT 1;\n")
    scratch.write("scripts/gone.sql", "SELECT 1;\n")
    scratch.write("policies/0.sql", "SELECT 1;\n")
    scratch.branch(message="posts")
    scratch.write(path, "SELECT 2;\n")
    (scratch.folder / "scripts/gone.sql").unlink()
    scratch.commit("change")
    told = [
        one for one in scratch.check("--base", "main").report["not_proven"] if path in one or "gone" in one
    ]
    assert told == [f"what the SQL in {path} does: the config names no place where it is run from"] * named


def test_of_many_files_that_nobody_reads_three_are_named(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: dbmate}]\nexposed_schemas: []\n"
    )
    scratch.write("m/20250101000000_base.sql", BASE)
    scratch.branch(message="posts")
    for number in range(5):
        scratch.write(f"tests/{number}.sql", "SELECT 2;\n")
    scratch.commit("change")
    told = scratch.check("--base", "main").report["not_proven"]
    assert any("tests/0.sql, tests/1.sql, tests/2.sql and 2 others does" in one for one in told), told


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER POLICY seen ON posts USING (likes > 0);", True),
        (
            "CREATE POLICY none_at_all ON posts AS RESTRICTIVE FOR SELECT TO shop_window USING (likes > 0);",
            True,
        ),
        ("ALTER POLICY seen ON posts RENAME TO all_of_them;", False),
        ("CREATE POLICY liked ON posts FOR SELECT USING (likes > 0);", False),
        (
            "CREATE POLICY other ON posts FOR UPDATE TO shop_window USING (likes > 0) WITH CHECK (likes > 0);",
            False,
        ),
    ],
)
def test_which_rows_a_views_owner_sees_is_not_proven(tmp_path: Path, change: str, *, named: bool) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nbootstrap: [roles.sql]\nmigrations: [{path: m, layout: dbmate}]\npublished_views: [public.v_posts]\n"
        "view_owners: [shop_window]\nexposed_schemas: []\ntrial: {owner: maker}\n",
    )
    scratch.write(
        "roles.sql",
        "CREATE ROLE maker LOGIN; CREATE ROLE shop_window; GRANT shop_window TO maker; GRANT CREATE ON SCHEMA public TO maker, shop_window;\n",
    )
    scratch.write(
        "m/20250101000000_base.sql",
        BASE.replace(
            "\n\n--",
            "\nALTER TABLE posts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n"
            "CREATE POLICY seen ON posts FOR SELECT TO shop_window USING (true);\nGRANT SELECT ON posts TO shop_window;\n"
            "SET LOCAL ROLE shop_window;\nCREATE VIEW v_posts AS SELECT id, likes FROM public.posts;\nRESET ROLE;\n\n--",
        ).replace("DROP TABLE", "DROP VIEW v_posts;\nDROP TABLE"),
    )
    scratch.branch(message="posts")
    scratch.write("m/20250201000000_change.sql", f"-- migrate:up\n{change}\n\n-- migrate:down\nSELECT 1;\n")
    scratch.commit("change")
    told = scratch.check("--base", "main").report["not_proven"]
    assert any("that public.v_posts shows the rows that it did" in one for one in told) == named, told
    assert "who may do what: access: in the config declares nothing" in told


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
    scratch.branch(message="posts")
    scratch.write("views/1.sql", f"CREATE OR REPLACE VIEW public.v_posts AS {query};\n")
    scratch.commit("change")
    told = scratch.check("--base", "main").report["not_proven"]
    assert any("that public.v_posts means what it did" in one for one in told) == named, told


@pytest.mark.parametrize("pattern", ["public.v_*", "public.v_posts", "pubic.v_*", "v_posts", "public.posts"])
def test_l15_a_pattern_of_published_views_that_names_none_is_told(tmp_path: Path, pattern: str) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        f"version: 1\nmigrations: [{{path: m, layout: dbmate}}]\nviews: [views]\npublished_views: ['{pattern}']\nexposed_schemas: []\n",
    )
    scratch.write("m/20250101000000_base.sql", BASE)
    scratch.write("views/1.sql", "CREATE OR REPLACE VIEW public.v_posts AS SELECT id, likes FROM posts;\n")
    scratch.commit("posts")
    told = scratch.check("--all").report["not_proven"]
    named = f"what {pattern} in published_views stands for: no view has such a name" in told
    assert named == (not pattern.startswith("public.v_")), told


def told(folder: Path, base: str, up: str, down: str = "SELECT 1;\n") -> list[str]:
    """What a static check of a change says is not proven of it."""
    scratch = Scratch(folder)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: m, layout: golang-migrate}]\nexposed_schemas: [public]\n",
    )
    scratch.write("m/1_base.up.sql", base)
    scratch.write("m/1_base.down.sql", "SELECT 1;\n")
    scratch.branch(message="base")
    scratch.write("m/2_change.up.sql", up)
    scratch.write("m/2_change.down.sql", down)
    scratch.commit("change")
    lines: list[str] = scratch.check("--static", "--base", "main").report["not_proven"]
    return lines


def test_constraints_of_before_and_of_new_tables_are_none_that_the_change_leaves_open(tmp_path: Path) -> None:
    unchecked = "ALTER TABLE {0} ADD CONSTRAINT {0}_{1} CHECK (x > {1}) NOT VALID;\n"
    lines = told(
        tmp_path,
        "CREATE TABLE t (x int);\n" + unchecked.format("t", 1),
        "CREATE TABLE u (x int);\n" + unchecked.format("u", 2) + unchecked.format("t", 3),
    )
    assert [one for one in lines if "NOT VALID" in one] == [
        "that the rows which public.t has already keep its constraint t_3: it is NOT VALID until a later migration"
        " validates it (VALIDATE CONSTRAINT)"
    ]


@pytest.mark.parametrize(
    ("up", "named"),
    [
        ("ALTER TABLE t ADD COLUMN y int;\n", False),
        ("ALTER TABLE t DROP CONSTRAINT known, ADD CONSTRAINT known UNIQUE (x);\n", False),
        ("ALTER TABLE t DROP CONSTRAINT known, ADD CONSTRAINT known CHECK (ok(x));\n", True),
    ],
)
def test_only_a_check_that_is_written_anew_may_refuse_something_else(
    tmp_path: Path, up: str, *, named: bool
) -> None:
    lines = told(tmp_path, "CREATE TABLE t (x int CONSTRAINT known CHECK (ok(x)));\n", up)
    assert any("refuses what its constraint known refused" in one for one in lines) is named


TRIGGER = (
    "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'begin null; end';\n"
    "CREATE EVENT TRIGGER f ON ddl_command_end EXECUTE FUNCTION f();\n"
)
RUNS = "DO $$ DECLARE q text; BEGIN SELECT body INTO q FROM t; {} END $$;\n"


@pytest.mark.parametrize(
    ("base", "up", "lines"),
    [
        ("", RUNS.format("EXECUTE q;"), [1]),
        ("", RUNS.format("EXECUTE q; EXECUTE q;"), [1]),
        ("", RUNS.format("EXECUTE q;") * 2, [1, 2]),
        (RUNS.format("EXECUTE q;"), "SELECT 1;\n", []),
        (TRIGGER, "CREATE TABLE u (x int);\n", []),
        ("", RUNS.format("EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', q);"), []),
        ("", RUNS.format("EXECUTE format('CREATE TABLE %I (x int)', q);"), []),
    ],
)
def test_a_text_that_no_rule_can_read_is_named_once(
    tmp_path: Path, base: str, up: str, lines: list[int]
) -> None:
    found = told(tmp_path, f"CREATE TABLE t (body text);\n{base}", up)
    places = [
        one for one in found if one.startswith("what the rules that read files would say of what is run")
    ]
    assert [one.split(":")[1] for one in places] == [str(line) for line in lines], found


def test_a_text_made_of_rows_is_named_once(tmp_path: Path) -> None:
    block = "EXECUTE (SELECT string_agg(format('DROP TABLE %I;', body), '') FROM t);"
    found = told(tmp_path, "CREATE TABLE t (body text);\n", f"DO $$ BEGIN {block} END $$;\n")
    assert len([one for one in found if "m/2_change.up.sql:1" in one]) == 1, found


def test_a_table_whose_policies_no_text_tells_is_named_once(tmp_path: Path) -> None:
    table = "CREATE TABLE t (x int);\nALTER TABLE t ENABLE ROW LEVEL SECURITY;\nALTER TABLE t FORCE ROW LEVEL SECURITY;\n"
    policy = "CREATE POLICY p ON t TO reader USING ({});\n"
    found = told(tmp_path, table + policy.format("x = 1"), "DROP POLICY p ON t;\n" + policy.format("mine(x)"))
    assert len([one for one in found if "public.t" in one]) == 1, found


def test_a_query_nested_too_deep_to_compare_is_not_taken_for_what_it_was(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: m, layout: dbmate}]\nviews: [views]\npublished_views: [public.v_posts]\nexposed_schemas: []\n",
    )
    deep = "abs(" * 500 + "likes" + ")" * 500
    view = "CREATE OR REPLACE VIEW public.v_posts AS SELECT id FROM posts WHERE {} > {};\n"
    scratch.write("m/20250101000000_base.sql", BASE)
    scratch.write("views/1.sql", view.format(deep, 0))
    scratch.branch(message="posts")
    scratch.write("views/1.sql", view.format(deep, 1))
    scratch.commit("change")
    found = scratch.check("--static", "--base", "main").report["not_proven"]
    assert any("that public.v_posts means what it did" in one for one in found), found


def tried(folder: Path, base: str, up: str, down: str) -> list[str]:
    """What a check with its trial says is not proven of a change."""
    scratch = Scratch(folder)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: marker}]\nexposed_schemas: []\n"
    )
    scratch.write("m/202601010000__base.sql", f"{base}\n/* DOWN */\nSELECT 1;\n")
    scratch.branch(message="base")
    scratch.write("m/202601020000__change.sql", f"{up}\n/* DOWN */\n{down}\n")
    scratch.commit("change")
    report = scratch.check("--base", "main").report
    assert report["complete"], report["error"]
    lines: list[str] = report["not_proven"]
    return lines


def test_a_table_that_takes_no_made_up_row_is_named(tmp_path: Path) -> None:
    refuses = (
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ begin raise exception 'none today'; end $$;\n"
        "CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no();\n"
    )
    found = tried(
        tmp_path,
        f"CREATE TABLE t (x int);\nCREATE TABLE u (x int);\n{refuses}",
        "ALTER TABLE t ADD COLUMN y int;",
        "ALTER TABLE t DROP COLUMN y;",
    )
    assert [one for one in found if one.startswith("what migrations do to the rows of")] == [
        "what migrations do to the rows of public.t: none could be made up (none today)"
    ]


@pytest.mark.parametrize(("number", "said"), [(0, None), (1, "1 statement"), (2, "2 statements")])
def test_locks_that_nobody_could_see_are_counted(tmp_path: Path, number: int, said: str | None) -> None:
    index = "{} INDEX CONCURRENTLY t_{}{};\n"
    ups = [index.format("CREATE", one, " ON t (x)") for one in range(number)]
    downs = [index.format("DROP", one, "") for one in range(number)]
    found = tried(
        tmp_path,
        "CREATE TABLE t (x int);",
        "".join(ups) + "BEGIN;\nALTER TABLE t ADD COLUMN y int;\nCOMMIT;",
        "".join(downs) + "BEGIN;\nALTER TABLE t DROP COLUMN y;\nCOMMIT;",
    )
    told = [one for one in found if one.startswith("the locks of")]
    assert [one.partition(" that")[0] for one in told] == ([f"the locks of {said}"] if said else []), found


@pytest.mark.parametrize(
    ("policy", "named"),
    [
        (
            "CREATE POLICY a ON storage.objects FOR DELETE TO authenticated USING (bucket_id = 'docs' AND owner IS NOT NULL);",
            True,
        ),
        ("CREATE POLICY a ON public.posts FOR SELECT TO service_role USING (likes > 0);", False),
    ],
)
def test_policies_of_the_platforms_tables_are_tried_by_nobody(
    tmp_path: Path, policy: str, *, named: bool
) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nplatform: supabase\nmigrations: [{path: m, layout: supabase}]\naccess: {roles: [anon]}\n",
    )
    scratch.write("m/20250101000000_base.sql", "CREATE TABLE posts (id int PRIMARY KEY, likes int);\n")
    scratch.branch(message="posts")
    scratch.write("m/20250201000000_change.sql", policy)
    scratch.commit("change")
    told = scratch.check("--base", "main", "--static").report["not_proven"]
    line = "whom the policies let do what to rows of storage.objects: in the platform's own schemas no role is tried"
    assert (line in told) == named, told


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE PUBLICATION changes FOR TABLE note, news;", True),
        ("CREATE PUBLICATION changes; ALTER PUBLICATION changes ADD TABLE public.note (id);", True),
        ("CREATE PUBLICATION changes FOR TABLE news;", False),
        ("ALTER PUBLICATION others DROP TABLE note;", False),
        ("ALTER PUBLICATION supabase_realtime ADD TABLE note;", False),
    ],
)
def test_policies_bind_no_subscriber_of_a_publication(tmp_path: Path, statement: str, *, named: bool) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nplatform: supabase\nmigrations: [{path: m, layout: supabase}]\n",
    )
    scratch.write(
        "m/20250101000000_base.sql",
        "CREATE TABLE note (id int PRIMARY KEY); ALTER TABLE note ENABLE ROW LEVEL SECURITY;\n"
        "CREATE TABLE news (id int PRIMARY KEY); CREATE PUBLICATION others FOR TABLE note;\n",
    )
    scratch.commit("notes")
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("m/20250201000000_change.sql", statement)
    scratch.commit("change")
    told = scratch.check("--base", "main", "--static").report["not_proven"]
    line = "who reads the rows of public.note that the publication changes sends: its subscribers have them past every policy"
    assert (line in told) == named, told
    assert not any("others sends" in one or "supabase_realtime sends" in one for one in told), told
