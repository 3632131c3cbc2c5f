"""Changes to one published view: what each does to its readers, and where it shows."""

from __future__ import annotations

from dataclasses import dataclass

TABLES = """\
CREATE TYPE public.phase AS ENUM ('draft', 'approved');
CREATE DOMAIN public.url AS text NOT NULL CHECK (VALUE ~ '^https:');
CREATE TABLE public.directive (
  id uuid PRIMARY KEY,
  key text NOT NULL,
  title varchar(80) NOT NULL,
  owner text,
  budget numeric(5,2) NOT NULL,
  phase public.phase NOT NULL,
  created_at timestamptz NOT NULL,
  lead text,
  link public.url,
  short text GENERATED ALWAYS AS (coalesce(lead, '-')) STORED,
  CONSTRAINT has_lead CHECK (lead IS NOT NULL)
);
CREATE TABLE public.item (
  id bigint PRIMARY KEY,
  directive_id uuid NOT NULL,
  state varchar(20) NOT NULL,
  score integer NOT NULL,
  note text,
  tags text[] NOT NULL,
  CHECK (state <> 'done' OR note IS NOT NULL)
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
  CASE WHEN i.score >= 50 THEN 1 ELSE 0 END AS passed,
  d.lead,
  d.short,
  i.tags,
  rank() OVER (PARTITION BY d.id ORDER BY i.score) AS place
FROM public.directive AS d
JOIN public.item AS i ON i.directive_id = d.id;
GRANT SELECT ON public.v_trace TO analyst, venture_app;
COMMIT;
"""

Edit = tuple[str, str]
REPLACED: Edit = ("CREATE OR REPLACE VIEW", "DROP VIEW public.v_trace;\nCREATE VIEW")
LAST = "  rank() OVER (PARTITION BY d.id ORDER BY i.score) AS place\n"
BODY = VIEW[VIEW.index("SELECT\n") : VIEW.index(";\nGRANT")]


@dataclass(frozen=True)
class ViewChange:
    """An edit of the view's script (and SQL run before it), and what is to be found.

    `found` are kind and column of each difference, in order; `at` is a text that stands on the line
    of the first one in the edited script. `again` says that CREATE OR REPLACE would refuse it, so that the
    script drops the view first. `before` is run before the script, `after` at its end.
    """

    name: str
    edits: tuple[Edit, ...] = ()
    found: tuple[tuple[str, str | None], ...] = ()
    at: str = ""
    before: str = ""
    again: bool = True
    after: str = ""

    @property
    def view(self) -> str:
        text = VIEW
        for old, new in (*((REPLACED,) if self.again else ()), *self.edits):
            assert text.count(old) == 1, (self.name, old)
            text = text.replace(old, new)
        return text.replace("COMMIT;", f"{self.after}COMMIT;")


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
    breaking("a column renamed", ("  d.owner,", "  d.owner AS boss,"), found=(("column renamed", "owner"),), at="d.owner AS boss"),
    breaking("int to bigint", ("  i.score,", "  i.score::bigint AS score,"), found=(("type changed", "score"),), at="i.score::bigint"),
    breaking("numeric(5,2) to numeric by COALESCE", ("  d.budget,", "  coalesce(d.budget, 0) AS budget,"), found=(("type changed", "budget"),), at="coalesce(d.budget"),
    breaking("a CASE whose type changes", ("THEN 1 ELSE 0 END", "THEN 'yes' ELSE 'no' END"), found=(("type changed", "passed"),), at="THEN 'yes'"),
    breaking("a column moved", ("  d.owner,\n", ""), ("  i.note,\n", "  i.note,\n  d.owner,\n"), found=(("column moved", "owner"),), at="  d.owner,"),
    breaking("a LEFT JOIN that makes a key nullable", ("JOIN public.item", "LEFT JOIN public.item"), found=(("nullable", "item_id"), ("nullable", "state"), ("nullable", "score"), ("nullable", "tags")), at="i.id AS item_id", again=False),
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
    breaking("the star of a table that has grown", (VIEW[VIEW.index("SELECT\n") : VIEW.index("FROM public.directive")], "SELECT d.id AS sd_id, d.key, d.title, d.owner, d.budget, d.phase::text AS phase, d.created_at, i.*\n"), found=(("column removed", "item_id"), ("column removed", "passed"), ("column removed", "lead"), ("column removed", "short"), ("column removed", "place"), ("column inserted", "id"), ("column inserted", "directive_id")), at="CREATE VIEW"),
    breaking("a column renamed by ALTER VIEW", found=(("column renamed", "owner"),), at="RENAME COLUMN owner", again=False, after="ALTER VIEW public.v_trace RENAME COLUMN owner TO boss;\n"),
    breaking("a column renamed by ALTER TABLE", found=(("column renamed", "note"),), at="RENAME note", again=False, after="ALTER TABLE public.v_trace RENAME note TO remark;\n"),
    breaking("an option lost by ALTER VIEW", found=(("option lost", None),), at="CREATE OR REPLACE", again=False, after="ALTER VIEW public.v_trace RESET (security_barrier);\n"),
    breaking("a grant revoked afterwards", found=(("role lost", None),), at="CREATE OR REPLACE", again=False, after="REVOKE SELECT ON public.v_trace FROM analyst;\n"),
    breaking("a UNION whose second half may be NULL", (BODY, BODY + "\nUNION ALL\n" + BODY.replace("d.key,", "d.owner AS key,")), found=(("nullable", "key"),), at="  d.key,"),
    breaking("a CTE with an outer join", ("AS\nSELECT\n", "AS\nWITH item AS (SELECT x.*, y.id AS other FROM public.item AS x LEFT JOIN public.item AS y ON y.id = x.id + 1)\nSELECT\n"), ("JOIN public.item AS i", "JOIN item AS i"), ("  i.id AS item_id,", "  i.other AS item_id,"), found=(("nullable", "item_id"),), at="i.other"),
    breaking("a window's rank counted otherwise", ("  rank() OVER", "  percent_rank() OVER"), found=(("type changed", "place"),), at="percent_rank"),
    breaking("an array unpacked", ("  i.tags,", "  cardinality(i.tags) AS tags,"), found=(("type changed", "tags"),), at="cardinality"),
    breaking("an aggregate of the score", ("  i.score,", "  (SELECT count(x.score) FROM public.item AS x) AS score,"), found=(("type changed", "score"),), at="count(x.score)"),
    breaking("integer division", ("  d.budget,", "  d.budget / 2 AS budget,"), found=(("type changed", "budget"),), at="d.budget / 2"),
    breaking("a CHECK that is gone", found=(("nullable", "lead"),), at="  d.lead,", before="ALTER TABLE public.directive DROP CONSTRAINT has_lead;", again=False),
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
    harmless("over a CTE", ("AS\nSELECT\n", "AS\nWITH item AS (SELECT * FROM public.item)\nSELECT\n"), ("JOIN public.item AS i", "JOIN item AS i"), again=False),
    harmless("a generated column that NULL does not reach", ("  d.lead,", "  d.short AS lead,"), again=False),
    harmless("EXCEPT of rows that may be NULL", (BODY, BODY + "\nEXCEPT\n" + BODY.replace("d.key,", "d.owner AS key,")), again=False),
    harmless("INTERSECT of rows that may be NULL", (BODY, BODY + "\nINTERSECT\n" + BODY.replace("d.key,", "d.owner AS key,")), again=False),
    harmless("NULLs taken away by OR", ("JOIN public.item", "LEFT JOIN public.item"), ("ON i.directive_id = d.id;", "ON i.directive_id = d.id\nWHERE i.score = 1 OR i.state = 'done';"), again=False),
    harmless("NULLs taken away by NOT", ("JOIN public.item", "LEFT JOIN public.item"), ("ON i.directive_id = d.id;", "ON i.directive_id = d.id\nWHERE NOT (i.id IS NULL);"), again=False),
    harmless("NULLs taken away by a function", ("JOIN public.item", "LEFT JOIN public.item"), ("ON i.directive_id = d.id;", "ON i.directive_id = d.id\nWHERE length(i.state) > 0;"), again=False),
    harmless("a domain that is never NULL", ("  d.lead,", "  d.link::text AS lead,"), again=False),
    harmless("renamed there and back", again=False, after="ALTER VIEW public.v_trace RENAME COLUMN owner TO boss; ALTER VIEW public.v_trace RENAME COLUMN boss TO owner;\n"),
    harmless("a view moved aside and made again", again=False, after="ALTER VIEW public.v_trace RENAME TO v_old;\nSET LOCAL ROLE eng_views;\nCREATE VIEW public.v_trace WITH (security_barrier) AS SELECT * FROM public.v_old;\nGRANT SELECT ON public.v_trace TO analyst, venture_app;\n"),
    harmless("a RIGHT JOIN the other way round", ("FROM public.directive AS d\nJOIN public.item AS i ON i.directive_id = d.id;", "FROM public.item AS x\nRIGHT JOIN public.item AS i ON x.id = i.id\nJOIN public.directive AS d ON d.id = i.directive_id;"), again=False),
)  # fmt: skip

ALL = (*BREAKING, *HARMLESS)
