"""Defects to plant in a made-up migration, named after what is wrong with it."""

from __future__ import annotations

from bench.drafts import Draft

OF_A_NEW_TABLE = ("table-without-rls", "rls-not-forced", "exposed-before-protected", "policy-always-true")
OF_ANY = (
    "down-empty",
    "down-leaves-index",
    "down-leaves-type",
    "down-fails",
    "migration-fails",
    "syntax-error",
)
OF_THE_TEXT = ("transaction-left-open", "down-missing")
DEFECTS = (*OF_A_NEW_TABLE, *OF_ANY, *OF_THE_TEXT)


def _without(draft: Draft, word: str) -> Draft:
    up = tuple(statement for statement in draft.up if word not in statement)
    assert up != draft.up
    return Draft(draft.title, draft.name, up, draft.down)


def plant(kind: str, draft: Draft, table: str) -> Draft:
    """The draft with a defect of a kind in it. `table` is one that exists before it."""
    up, down = draft.up, draft.down
    match kind:
        case "table-without-rls":
            return _without(_without(_without(draft, "ENABLE"), "FORCE"), "POLICY")
        case "rls-not-forced":
            return _without(draft, "FORCE")
        case "exposed-before-protected":
            grant = next(statement for statement in up if statement.startswith("GRANT"))
            rest = tuple(statement for statement in up if statement != grant)
            return Draft(draft.title, draft.name, (rest[0], grant, *rest[1:]), down)
        case "policy-always-true":
            up = tuple(
                f"{statement.split('FOR SELECT', 1)[0]}USING (true);" if "POLICY" in statement else statement
                for statement in up
            )
        case "down-empty":
            down = ()
        case "down-leaves-index":
            # The index is on a table that stays, so nothing else takes it away.
            up = (*up, f"CREATE INDEX {draft.name}_left_idx ON public.{table} (created_at);")
        case "down-leaves-type":
            up = (*up, f"CREATE TYPE public.{draft.name}_left AS ENUM ('a', 'b');")
        case "down-fails":
            down = ("DROP TABLE public.never_made;", *down)
        case "migration-fails":
            up = (
                *up,
                f"UPDATE public.{table} SET created_at = created_at + pg_catalog.make_interval(days => 1 / 0);",
            )
        case "syntax-error":
            up = (*up, f"ALTER TABEL public.{table} ADD COLUMN never integer;")
        case _:
            raise ValueError(f"there is no defect {kind!r}; there are {', '.join(DEFECTS)}")
    return Draft(draft.title, draft.name, up, down)
