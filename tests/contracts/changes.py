"""Changes to one published view: what each does to its readers, and where it shows."""

from __future__ import annotations

from dataclasses import dataclass

TABLES = """\
CREATE TYPE public.phase AS ENUM ('draft', 'approved');
CREATE TABLE public.directive (
  id uuid PRIMARY KEY,
  key text NOT NULL,
  title varchar(80) NOT NULL,
  owner text,
  budget numeric(5,2) NOT NULL,
  phase public.phase NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE TABLE public.item (
  id bigint PRIMARY KEY,
  directive_id uuid NOT NULL,
  state varchar(20) NOT NULL,
  score integer NOT NULL,
  note text
);
CREATE VIEW public.inner_directive AS SELECT * FROM public.directive;
GRANT SELECT ON public.directive, public.item, public.inner_directive TO eng_views;
"""

VIEW = """\
BEGIN;
SET LOCAL ROLE eng_views;
CREATE OR REPLACE VIEW public.v_trace WITH (security_barrier = true) AS
SELECT
  d.id AS sd_id,
  d.key,
  d.title,
  d.owner,
  d.budget,
  d.phase::text AS phase,
  d.created_at,
  i.id AS item_id,
  i.state,
  i.score,
  i.note,
  CASE WHEN i.score >= 50 THEN 1 ELSE 0 END AS passed
FROM public.directive AS d
JOIN public.item AS i ON i.directive_id = d.id;
GRANT SELECT ON public.v_trace TO analyst, venture_app;
COMMIT;
"""

Edit = tuple[str, str]
REPLACED: Edit = ("CREATE OR REPLACE VIEW", "DROP VIEW public.v_trace;\nCREATE VIEW")
LAST = "  CASE WHEN i.score >= 50 THEN 1 ELSE 0 END AS passed\n"


@dataclass(frozen=True)
class ViewChange:
    """An edit of the view's script (and SQL run before it), and what is to be found.

    `found` are kind and column of each difference, in order; `at` is a text that stands on the line
    of the first one in the edited script. `again` says that CREATE OR REPLACE would refuse it, so that the
    script drops the view first.
    """

    name: str
    edits: tuple[Edit, ...] = ()
    found: tuple[tuple[str, str | None], ...] = ()
    at: str = ""
    before: str = ""
    again: bool = True
    before_base: str = ""

    @property
    def view(self) -> str:
        text = VIEW
        for old, new in (*((REPLACED,) if self.again else ()), *self.edits):
            assert text.count(old) == 1, (self.name, old)
            text = text.replace(old, new)
        return text


def breaking(
    name: str, *edits: Edit, found: tuple[tuple[str, str | None], ...], at: str, **more: object
) -> ViewChange:
    return ViewChange(name, edits, found, at, **more)  # type: ignore[arg-type]


def harmless(
    name: str, *edits: Edit, found: tuple[tuple[str, str | None], ...] = (), at: str = "", **more: object
) -> ViewChange:
    return ViewChange(name, edits, found, at, **more)  # type: ignore[arg-type]


BREAKING = (
    breaking("a column removed", ("  d.owner,\n", ""), found=(("column removed", "owner"),), at="CREATE VIEW"),
    breaking("a column renamed", ("  d.owner,", "  d.owner AS lead,"), found=(("column renamed", "owner"),), at="d.owner AS lead"),
    breaking("int to bigint", ("  i.score,", "  i.score::bigint AS score,"), found=(("type changed", "score"),), at="i.score::bigint"),
    breaking("numeric(5,2) to numeric by COALESCE", ("  d.budget,", "  coalesce(d.budget, 0) AS budget,"), found=(("type changed", "budget"),), at="coalesce(d.budget"),
    breaking("a CASE whose type changes", ("THEN 1 ELSE 0 END", "THEN 'yes' ELSE 'no' END"), found=(("type changed", "passed"),), at="THEN 'yes'"),
    breaking("a column moved", ("  d.owner,\n", ""), ("  i.note,\n", "  i.note,\n  d.owner,\n"), found=(("column moved", "owner"),), at="  d.owner,"),
    breaking("a LEFT JOIN that makes a key nullable", ("JOIN public.item", "LEFT JOIN public.item"), found=(("nullable", "item_id"), ("nullable", "state"), ("nullable", "score")), at="i.id AS item_id", again=False),
    breaking("an option lost by CREATE OR REPLACE", (" WITH (security_barrier = true)", ""), found=(("option lost", None),), at="CREATE OR REPLACE VIEW", again=False),
    breaking("DROP and CREATE that loses a grant", ("TO analyst, venture_app", "TO analyst"), found=(("role lost", None),), at="CREATE VIEW"),
    breaking("a column inserted before others", ("  d.key,\n", "  d.key,\n  d.key || '!' AS loud,\n"), found=(("column inserted", "loud"),), at="AS loud"),
    breaking("varchar(20) to text by concatenation", ("  i.state,", "  i.state || '' AS state,"), found=(("type changed", "state"),), at="i.state || ''"),
    breaking("varchar(80) shortened by a cast", ("  d.title,", "  d.title::varchar(40) AS title,"), found=(("type changed", "title"),), at="varchar(40)"),
    breaking("a timestamp cut to a date", ("  d.created_at,", "  d.created_at::date AS created_at,"), found=(("type changed", "created_at"),), at="::date"),
    breaking("uuid to text", ("  d.id AS sd_id,", "  d.id::text AS sd_id,"), found=(("type changed", "sd_id"),), at="d.id::text"),
    breaking("security_invoker added", ("security_barrier = true", "security_barrier = true, security_invoker = true"), found=(("option added", None),), at="security_invoker", again=False),
    breaking("a table's column may be NULL now", found=(("nullable", "key"),), at="  d.key,", before="ALTER TABLE public.directive ALTER key DROP NOT NULL;"),
    breaking("a table's column of another type", found=(("type changed", "budget"),), at="  d.budget,", before="DROP VIEW public.v_trace; DROP VIEW public.inner_directive; ALTER TABLE public.directive ALTER budget TYPE numeric(8,2);", again=False),
    breaking("int to text", ("  i.score,", "  i.score::text AS score,"), found=(("type changed", "score"),), at="i.score::text"),
    breaking("the star of a table that has grown", (VIEW[VIEW.index("SELECT\n") : VIEW.index("FROM public.directive")], "SELECT d.id AS sd_id, d.key, d.title, d.owner, d.budget, d.phase::text AS phase, d.created_at, i.*\n"), found=(("column renamed", "item_id"), ("column removed", "passed"), ("column inserted", "directive_id")), at="i.*"),
)  # fmt: skip

HARMLESS = (
    harmless("a column appended by CREATE OR REPLACE", (LAST, LAST[:-1] + ",\n  upper(d.key) AS loud\n"), found=(("column appended", "loud"),), at="AS loud", again=False),
    harmless("two columns appended", (LAST, LAST[:-1] + ",\n  i.directive_id,\n  now() AS seen_at\n"), found=(("column appended", "directive_id"), ("column appended", "seen_at")), at="i.directive_id,", again=False),
    harmless("a nullable column appended", ("FROM public.directive AS d", "  , n.id AS other\nFROM public.directive AS d"), ("ON i.directive_id = d.id;", "ON i.directive_id = d.id\nLEFT JOIN public.item AS n ON n.id = i.id + 1;"), found=(("column appended", "other"),), at="AS other", again=False),
    harmless("a new role", ("TO analyst, venture_app", "TO analyst, venture_app, service_role"), found=(("role added", None),), at="CREATE OR REPLACE", again=False),
    harmless("the same by a WITH", ("FROM public.directive AS d", "FROM (SELECT * FROM public.directive) AS d")),
    harmless("other aliases and order of the join", ("FROM public.directive AS d\nJOIN public.item AS i ON", "FROM public.item AS i\nJOIN public.directive AS d ON"), again=False),
    harmless("other rows", ("ON i.directive_id = d.id;", "ON i.directive_id = d.id\nWHERE i.score > 10;"), again=False),
    harmless("a LEFT JOIN that a condition undoes", ("JOIN public.item", "LEFT JOIN public.item"), ("ON i.directive_id = d.id;", "ON i.directive_id = d.id\nWHERE i.id IS NOT NULL;"), again=False),
    harmless("COALESCE of what is never NULL", ("  d.title,", "  coalesce(d.title, d.title) AS title,"), again=False),
    harmless("a cast to the type it has", ("  d.budget,", "  d.budget::numeric(5,2) AS budget,"), again=False),
    harmless("DROP and CREATE with the grants again"),
    harmless("over another view", ("FROM public.directive AS d", "FROM public.inner_directive AS d"), again=False),
    harmless("a table's column that is never NULL any more", before="ALTER TABLE public.item ALTER note SET NOT NULL;", again=False),
    harmless("a column that the table got, and a star does not see", ("FROM public.directive AS d", "FROM public.inner_directive AS d"), before="ALTER TABLE public.directive ADD added text;", again=False),
    harmless("types in other words", ("  i.score,", "  i.score::int4 AS score,"), again=False),
    harmless("the option in other words", ("security_barrier = true", "security_barrier"), again=False),
    harmless("a RIGHT JOIN the other way round", ("FROM public.directive AS d\nJOIN public.item AS i ON i.directive_id = d.id;", "FROM public.item AS x\nRIGHT JOIN public.item AS i ON x.id = i.id\nJOIN public.directive AS d ON d.id = i.directive_id;"), again=False),
)  # fmt: skip

ALL = (*BREAKING, *HARMLESS)
