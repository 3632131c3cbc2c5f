"""Rows that try to break a view's key, on tables that don't make it easy."""

from __future__ import annotations

import pytest

from checker.contracts import read
from checker.model import Contract, PublishedView, Source
from checker.trial.server import Server
from checker.trial.views import describe

LIFE = """
CREATE TYPE public.phase AS ENUM ('draft', 'rejected', 'submitted', 'approved', 'done');
CREATE TYPE public.size AS ENUM ('small', 'large');
CREATE TABLE public.paper (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), key text NOT NULL CHECK (key ~ '^P-[0-9]{3}$'), version integer NOT NULL,
  phase public.phase NOT NULL DEFAULT 'draft', size public.size NOT NULL DEFAULT 'small', approved_by text,
  UNIQUE (key, version), CHECK (phase <> 'approved' OR approved_by IS NOT NULL)
);
CREATE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.phase <> 'draft' THEN RAISE EXCEPTION 'begins as draft, not as %', NEW.phase; END IF;
  IF TG_OP = 'UPDATE' AND NEW.phase <> OLD.phase AND (OLD.phase::text, NEW.phase::text) NOT IN
    (('draft', 'submitted'), ('submitted', 'rejected'), ('submitted', 'approved'), ('approved', 'done')) THEN
    RAISE EXCEPTION 'not from % to %', OLD.phase, NEW.phase;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON public.paper FOR EACH ROW EXECUTE FUNCTION public.guard();
INSERT INTO public.paper (key, version, size) VALUES ('P-001', 1, 'large');
UPDATE public.paper SET phase = 'submitted';
UPDATE public.paper SET phase = 'approved', approved_by = 'board';
UPDATE public.paper SET phase = 'done';
"""


def contract(*columns: str) -> Contract:
    lines = "\n".join(f"      - {{name: {name}, physicalType: text, unique: true}}" for name in columns)
    found, problems = read(
        Source.of(
            "c/v.odcs.yaml",
            "version: 1.0.0\napiVersion: v3.1.0\nkind: DataContract\nid: v\nstatus: active\nschema:\n"
            f"  - name: v\n    physicalName: public.v\n    properties:\n{lines}\n",
        )
    )
    assert found, problems
    return found


def look(server: Server, database: str, sql: str, *columns: str) -> tuple[PublishedView, tuple[str, ...]]:
    with server.connect(database, "owner") as connection:
        connection.execute(sql)
    with server.connect(database, search_path="") as catalog, server.connect(database, "seeder") as rows:
        (view,), not_proven = describe(catalog, rows, (contract(*columns),), ())
    return view, not_proven


@pytest.mark.parametrize(
    "phase",
    ["public.phase", "text CHECK (phase IN ('draft', 'rejected', 'submitted', 'approved', 'done'))"],
    ids=["enum", "check"],
)
def test_a_row_is_led_through_its_life(server: Server, database: str, phase: str) -> None:
    """A copy is refused, and the view shows nothing of what is not done."""
    view, not_proven = look(
        server,
        database,
        LIFE.replace("phase public.phase", f"phase {phase}")
        + "CREATE VIEW public.v AS SELECT size::text AS size FROM public.paper WHERE phase = 'done';",
        "size",
    )
    assert view.duplicates == {"size": "(large) stands there 3 times"}
    assert not_proven == ()


def test_a_key_of_two_columns_is_tried_in_each(server: Server, database: str) -> None:
    """Two versions of one paper are legal: neither part of the key is a key."""
    view, not_proven = look(
        server,
        database,
        LIFE + "CREATE VIEW public.v AS SELECT key, version::text AS version FROM public.paper;",
        "key",
        "version",
    )
    assert set(view.duplicates) == {"key", "version"}
    assert not_proven == ()


def test_what_no_step_leads_to_is_said(server: Server, database: str) -> None:
    """Nobody can make a second row that the view shows, so nothing is proven, and the report says so."""
    view, not_proven = look(
        server,
        database,
        LIFE.replace("('approved', 'done'))", "('approved', 'draft'))").replace(
            "UPDATE public.paper SET phase = 'done';",
            "ALTER TABLE public.paper DISABLE TRIGGER guard; UPDATE public.paper SET phase = 'done'; "
            "ALTER TABLE public.paper ENABLE TRIGGER guard;",
        )
        + "CREATE VIEW public.v AS SELECT size::text AS size FROM public.paper WHERE phase = 'done';",
        "size",
    )
    assert view.duplicates == {}
    assert not_proven == (
        "that rows of public.v stay apart when rows are added that it shows: none of those tried was",
        "that rows of public.v stay apart when public.paper has a second row like one it has (begins as draft, not as done)",
    )


@pytest.mark.parametrize(
    ("table", "row", "select", "broken"),
    [
        ("a int PRIMARY KEY, b text", "(1, 'x')", "b", True),
        ("a int PRIMARY KEY, b text UNIQUE", "(1, 'x')", "b", False),
        ("a text, b text, UNIQUE (a)", "('x1', 'x')", "b", True),
        ("a int PRIMARY KEY, b text", "(1, 'x')", "upper(b) AS b", True),
        ("a public.tone PRIMARY KEY, b text", "('low', 'x')", "b", True),
        ("a bool PRIMARY KEY, b text", "(true, 'x')", "b", True),
        ("a date PRIMARY KEY, b text", "('2026-01-01', 'x')", "b", True),
        ("a int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text", "(DEFAULT, 'x')", "b", True),
        ("a int REFERENCES public.parent UNIQUE, b text", "(1, 'x')", "b", True),
        ("a int REFERENCES public.parent UNIQUE, b text", "(1, 'x')", "a::text AS b", False),
        ("a int PRIMARY KEY REFERENCES public.only_parent, b text", "(1, 'x')", "a::text AS b", False),
        ("a int, b text, c text NOT NULL DEFAULT 'y'", "(1, 'x')", "b", True),
    ],
)  # fmt: skip
def test_keys_of_many_kinds(
    server: Server, database: str, table: str, row: str, select: str, broken: bool
) -> None:
    sql = f"""
    CREATE TYPE public.tone AS ENUM ('low', 'mid', 'high');
    CREATE TABLE public.parent (id int PRIMARY KEY);
    INSERT INTO public.parent VALUES (1), (2);
    CREATE TABLE public.only_parent (id int PRIMARY KEY);
    INSERT INTO public.only_parent VALUES (1);
    CREATE TABLE public.t ({table});
    INSERT INTO public.t VALUES {row};
    CREATE VIEW public.v AS SELECT {select} FROM public.t;
    """
    view, _ = look(server, database, sql, "b")
    assert bool(view.duplicates) == broken


def test_an_index_of_an_expression(server: Server, database: str) -> None:
    sql = """
    CREATE TABLE public.t (mail text NOT NULL, b text);
    CREATE UNIQUE INDEX ON public.t (lower(mail));
    INSERT INTO public.t VALUES ('a', 'x');
    CREATE VIEW public.v AS SELECT b FROM public.t;
    """
    view, not_proven = look(server, database, sql, "b")
    assert view.duplicates
    assert not_proven == ()


REQUIRED = """
CREATE TABLE public.parent (id int PRIMARY KEY, label text);
CREATE TABLE public.child (id int PRIMARY KEY, parent int NOT NULL REFERENCES public.parent, mark text NOT NULL);
INSERT INTO public.parent VALUES (1, 'x');
INSERT INTO public.child VALUES (1, 1, 'm');
"""
LATEST = "CREATE VIEW public.v AS SELECT p.id::text AS b, (SELECT max(c.mark) FROM public.child AS c WHERE c.parent = p.id) AS mark FROM public.parent AS p;"


def promised_never_null() -> Contract:
    text = (
        "version: 1.0.0\napiVersion: v3.1.0\nkind: DataContract\nid: v\nstatus: active\nschema:\n"
        "  - name: v\n    physicalName: public.v\n    properties:\n"
        "      - {name: b, physicalType: text, required: true}\n      - {name: mark, physicalType: text, required: true}\n"
    )
    found, problems = read(Source.of("c/v.odcs.yaml", text))
    assert found, problems
    return found


def test_a_row_with_no_more_than_it_must_have_shows_a_null(server: Server, database: str) -> None:
    """The view's text does not tell, and the seeds have no such row: a parent without children is legal."""
    with server.connect(database, "owner") as connection:
        connection.execute(REQUIRED + LATEST)
    with server.connect(database, search_path="") as catalog, server.connect(database, "seeder") as rows:
        (view,), not_proven = describe(catalog, rows, (promised_never_null(),), ())
    assert view.nulls == {}
    assert view.nulled == ("mark",)
    assert view.bare == ("public.child", "public.parent")
    assert not_proven == ()


def test_what_is_checked_at_the_end_is_checked_at_once(server: Server, database: str) -> None:
    """No transaction could leave a parent without a child, so no such row is an example of anything."""
    guard = """
    CREATE FUNCTION public.has_child() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT EXISTS (SELECT FROM public.child WHERE parent = NEW.id) THEN RAISE EXCEPTION 'no child'; END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER has_child AFTER INSERT ON public.parent DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION public.has_child();
    """
    with server.connect(database, "owner") as connection:
        connection.execute(REQUIRED + guard + LATEST)
    with server.connect(database, search_path="") as catalog, server.connect(database, "seeder") as rows:
        (view,), not_proven = describe(catalog, rows, (promised_never_null(),), ())
    assert view.nulled == ()
    assert not_proven == (
        "that public.v.mark can't be NULL when public.parent has a row with no more than it must have (no child)",
    )
