"""Generated migrations: with a right down never a finding, with one statement of the down removed always one."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checker.trial import sources
from tests.trial.roundtrip.harness import BOOTSTRAP, FOLDER, make_change, run, wrapped


@dataclass(frozen=True)
class Part:
    """What an up does and the one statement that undoes it; `{n}` is a number of its own."""

    up: str
    down: str


BEFORE = """
CREATE TYPE old_mood AS ENUM ('a', 'b');
CREATE TABLE "Old one" (id int PRIMARY KEY, "a b" text NOT NULL DEFAULT 'x', m old_mood, n int CHECK (n > 0));
CREATE TABLE child (id bigint GENERATED ALWAYS AS IDENTITY, p int REFERENCES "Old one" ON DELETE CASCADE);
CREATE INDEX child_p ON child (p);
CREATE FUNCTION old_f(int) RETURNS int LANGUAGE sql STABLE AS 'select $1';
CREATE VIEW old_v AS SELECT id FROM child;
GRANT SELECT ON old_v TO reader;
CREATE POLICY old_p ON child FOR SELECT TO reader USING (p > 0);
"""

# Each touches something of its own, so that any of them may be together in any order.
PARTS = [
    Part("CREATE TABLE new_{n} (id int PRIMARY KEY, t text UNIQUE);", "DROP TABLE new_{n};"),
    Part("CREATE TYPE mood_{n} AS ENUM ('x', 'y');", "DROP TYPE mood_{n};"),
    Part("CREATE SEQUENCE q_{n};", "DROP SEQUENCE q_{n};"),
    Part('ALTER TABLE "Old one" ADD COLUMN c_{n} int DEFAULT 1;', 'ALTER TABLE "Old one" DROP COLUMN c_{n};'),
    Part("CREATE INDEX i_{n} ON child (p, id);", "DROP INDEX i_{n};"),
    Part("CREATE VIEW v_{n} AS SELECT id, now() AS at FROM child;", "DROP VIEW v_{n};"),
    Part("CREATE FUNCTION f_{n}(int) RETURNS int LANGUAGE sql AS 'select 1';", "DROP FUNCTION f_{n}(int);"),
    Part("CREATE POLICY p_{n} ON child FOR UPDATE TO writer USING (p > {n});", "DROP POLICY p_{n} ON child;"),
    Part("CREATE SCHEMA s_{n};", "DROP SCHEMA s_{n};"),
    Part("CREATE DOMAIN d_{n} AS int CHECK (VALUE > 0);", "DROP DOMAIN d_{n};"),
    Part("CREATE STATISTICS st_{n} ON id, p FROM child;", "DROP STATISTICS st_{n};"),
    Part(
        "ALTER TABLE child ADD CONSTRAINT k_{n} CHECK (p <> {n});", "ALTER TABLE child DROP CONSTRAINT k_{n};"
    ),
]
ONCE = [
    Part('ALTER TABLE "Old one" ALTER COLUMN "a b" DROP DEFAULT;', 'ALTER TABLE "Old one" ALTER COLUMN "a b" SET DEFAULT \'x\';'),
    Part('ALTER TABLE "Old one" ALTER COLUMN "a b" DROP NOT NULL;', 'ALTER TABLE "Old one" ALTER COLUMN "a b" SET NOT NULL;'),
    Part("DROP INDEX child_p;", "CREATE INDEX child_p ON child (p);"),
    Part("ALTER TABLE child ENABLE ROW LEVEL SECURITY;", "ALTER TABLE child DISABLE ROW LEVEL SECURITY;"),
    Part("REVOKE SELECT ON old_v FROM reader;", "GRANT SELECT ON old_v TO reader;"),
    Part("ALTER POLICY old_p ON child USING (p > 5);", "ALTER POLICY old_p ON child USING (p > 0);"),
    Part("ALTER FUNCTION old_f(int) SECURITY DEFINER;", "ALTER FUNCTION old_f(int) SECURITY INVOKER;"),
    Part("COMMENT ON VIEW old_v IS 'seen';", "COMMENT ON VIEW old_v IS NULL;"),
    Part('ALTER TABLE "Old one" RENAME COLUMN n TO "N n";', 'ALTER TABLE "Old one" RENAME COLUMN "N n" TO n;'),
]  # fmt: skip
# One migration of it holds at least two parts, so that its down is not empty when one is missing.
MIGRATION = st.tuples(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=4),
    st.lists(st.sampled_from(ONCE), min_size=1, max_size=4, unique=True),
).map(lambda both: [*both[0], *both[1]])
# In one history, since a server and a prepared database are shared by it: 20 × 15 migrations.
HISTORY = st.lists(MIGRATION, min_size=15, max_size=15)
SETTINGS = settings(
    max_examples=20, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip


def history(migrations: list[list[Part]], missing: int | None = None) -> dict[str, str]:
    """The files: each migration with its down in reverse; `missing` is which statement of each down is left out."""
    files = {}
    for number, parts in enumerate(migrations):
        numbered = [
            Part(*(text.format(n=number * 100 + place) for text in (part.up, part.down)))
            for place, part in enumerate(parts)
        ]
        # What is there once is put back by a statement that each migration has for itself.
        downs = [part.down for part in reversed(numbered)]
        if missing is not None:
            del downs[missing % len(downs)]
        up = "".join(f"{part.up}\n" for part in numbered)
        files[f"{FOLDER}/2026{number:08d}__m.sql"] = wrapped(up, "".join(f"{down}\n" for down in downs))
    return files


BASE = {"db/boot.sql": BOOTSTRAP, f"{FOLDER}/2025{0:08d}__base.sql": wrapped(BEFORE, "")}
CONFIG = {"bootstrap": ["db/boot.sql"], "trial": {"owner": "owner"}, "exposed_schemas": []}


@given(HISTORY)
@SETTINGS
def test_a_right_down_is_never_blamed(migrations: list[list[Part]]) -> None:
    # Each in a history of its own order: what is there once would otherwise be changed twice.
    for chunk in range(0, len(migrations), 5):
        seen: set[Part] = set()
        honest = []
        for parts in migrations[chunk : chunk + 5]:
            kept = [part for part in parts if part not in ONCE or part not in seen]
            seen.update(kept)
            honest.append(kept)
        trial, found = run(make_change(BASE, history(honest), CONFIG), sources.find("embedded"))
        assert found == {}
        assert trial.end is not None


@given(HISTORY, st.integers(0, 20))
@settings(SETTINGS, max_examples=3)
def test_a_down_that_lacks_a_statement_always_is(migrations: list[list[Part]], missing: int) -> None:
    for chunk in range(0, len(migrations), 5):
        seen: set[Part] = set()
        lying = []
        for parts in migrations[chunk : chunk + 5]:
            kept = [part for part in parts if part not in ONCE or part not in seen]
            seen.update(kept)
            if len(kept) > 1:
                lying.append(kept)
        files = history(lying, missing)
        _, found = run(make_change(BASE, files, CONFIG), sources.find("embedded"))
        assert set(found) == set(files)
