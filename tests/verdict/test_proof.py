"""L5, L8, L9, L10, L24, L25, L28, L29: what was tried proves what it is said to prove."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support import Result, Scratch
from tests.verdict.conftest import CONFIG, FIRST, MAKE_ITEMS, SECOND, migration

Judge = Callable[..., Result]

ROLES = """\
CREATE ROLE reader NOLOGIN;
CREATE ROLE writer NOLOGIN;
CREATE ROLE mover NOLOGIN;
CREATE ROLE past_rls NOLOGIN BYPASSRLS;
CREATE ROLE almighty NOLOGIN SUPERUSER;
GRANT USAGE ON SCHEMA public TO reader, writer;
GRANT CREATE, USAGE ON SCHEMA public TO mover;
CREATE SCHEMA auth;
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE
  RETURN nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role';
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
  RETURN (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid;
GRANT USAGE ON SCHEMA auth TO reader, writer, mover;
"""

PROTECTED = MAKE_ITEMS.replace(
    "COMMIT;\n\n/* DOWN */",
    "CREATE POLICY items_read ON public.items FOR SELECT TO reader USING (label = 'open');\n"
    "GRANT SELECT ON public.items TO reader;\n"
    "COMMIT;\n\n/* DOWN */",
)

ACCESS = """\
bootstrap: [db/bootstrap]
seeds: [db/seeds]
trial: {owner: OWNER}
access:
  allow:
    - {role: reader, object: public.items, may: select}
  approved:
    - {role: reader, object: public.items, decision_log_ref: DL-1}
"""

SEED = "INSERT INTO public.items (label) VALUES ('open'), ('shut');\n"


@pytest.fixture
def declared(repository: Scratch) -> Callable[..., Scratch]:
    """The repository with roles, a policy, seeds and declared access on `main`."""

    def make(*, owner: str = "mover", seed: str = SEED, first: str = PROTECTED, more: str = "") -> Scratch:
        repository.git("switch", "-q", "main")
        repository.write("db/verify.yml", CONFIG + ACCESS.replace("OWNER", owner) + more)
        repository.write("db/bootstrap/roles.sql", ROLES)
        repository.write("db/seeds/items.sql", seed)
        repository.write(FIRST, first)
        repository.commit("roles, a policy and who may read")
        repository.git("switch", "-q", "-C", "change")
        return repository

    return make


CHANGED_VALUE = migration(
    "UPDATE public.items SET label = upper(label);", "UPDATE public.items SET label = lower(label);"
)


def test_l5_all_succeeds_and_the_key_is_gone(judge: Judge) -> None:
    text = migration(
        "ALTER TABLE public.items DROP CONSTRAINT IF EXISTS items_pkey;",
        "SELECT 1 FROM public.items LIMIT 0;\nCOMMENT ON TABLE public.items IS NULL;",
    )
    result = judge(text)
    assert result.code == 1
    steps = next(m for m in result.report["migrations"] if m["changed"])["steps"]
    assert {step["status"] for step in steps} == {"applied"}
    assert any("items_pkey" in (finding["object"] or "") for finding in result.report["findings"])


def test_l5_all_succeeds_and_a_value_has_changed(declared: Callable[..., Scratch]) -> None:
    scratch = declared(
        first=MAKE_ITEMS.replace("ALTER TABLE public.items FORCE ROW LEVEL SECURITY;\n", ""),
        seed="INSERT INTO public.items (label) VALUES ('Open'), ('SHUT');\n",
        more="rules: {rls-not-forced: off, rls-not-forced-after-up: off}\n",
    )
    scratch.write(SECOND, CHANGED_VALUE)
    scratch.commit()
    result = scratch.check()
    assert "down-loses-data" in result.rules, result.findings
    assert result.code == 1


def test_l5_twin(declared: Callable[..., Scratch]) -> None:
    scratch = declared(
        first=MAKE_ITEMS.replace("ALTER TABLE public.items FORCE ROW LEVEL SECURITY;\n", ""),
        seed="INSERT INTO public.items (label) VALUES ('open'), ('shut');\n",
        more="rules: {rls-not-forced: off, rls-not-forced-after-up: off}\n",
    )
    scratch.write(SECOND, CHANGED_VALUE)
    scratch.commit()
    assert "down-loses-data" not in scratch.check().rules


@pytest.mark.parametrize("owner", ["past_rls", "almighty"])
def test_l8_an_owner_whom_rls_does_not_bind_is_no_check(declared: Callable[..., Scratch], owner: str) -> None:
    result = declared(owner=owner).check("--all")
    assert result.code in (2, 3)
    assert owner in result.report["error"]


def test_l8_all_policies_dropped(declared: Callable[..., Scratch]) -> None:
    scratch = declared()
    drop = "DROP POLICY items_read ON public.items;"
    back = "CREATE POLICY items_read ON public.items FOR SELECT TO reader USING (label = 'open');"
    scratch.write(SECOND, migration(drop, back))
    scratch.commit()
    result = scratch.check()
    assert result.code == 1
    assert result.at("access-not-kept") == [(SECOND, scratch.line(SECOND, drop))]
    assert "confirmed by the trial" in result.report["findings"][0]["message"]


def test_l8_rls_off_and_the_reader_sees_what_it_should_not(declared: Callable[..., Scratch]) -> None:
    scratch = declared()
    scratch.write(
        SECOND,
        migration(
            "ALTER TABLE public.items DISABLE ROW LEVEL SECURITY;",
            "ALTER TABLE public.items ENABLE ROW LEVEL SECURITY;",
        ),
    )
    scratch.commit()
    result = scratch.check()
    assert result.code == 1
    assert {"direct-read-unfiltered", "rls-disabled"} <= result.rules


def test_l8_l9_twin(declared: Callable[..., Scratch]) -> None:
    result = declared().check("--all")
    assert result.findings == []
    assert result.code == 0


def test_l9_nothing_to_see_proves_no_refusal(declared: Callable[..., Scratch]) -> None:
    """Without any row at all, no row for the reader says nothing."""
    result = declared(seed="SELECT 1;\n").check("--all")
    assert result.code == 3
    assert "inconclusive" in result.report["error"]


@pytest.mark.parametrize(
    "policy",
    ["1 / (length(label) - length(label)) = 1", "label = lower(pg_catalog.current_setting('no.such'))"],
    ids=["division by zero", "a setting that is none"],
)
def test_l9_another_error_is_no_refusal(declared: Callable[..., Scratch], policy: str) -> None:
    """A reader that meets any other error was not refused by the rights."""
    scratch = declared(
        first=PROTECTED.replace("label = 'open'", policy)
        .replace("GRANT SELECT ON public.items TO reader", "GRANT SELECT ON public.items TO reader, writer")
        .replace("TO reader USING", "TO reader, writer USING")
    )
    result = scratch.check("--all")
    assert result.code != 0
    assert result.code == 3 or result.rules & {"access-too-open", "access-too-closed", "access-not-kept"}


def test_l10_a_backfill_that_saw_no_row(declared: Callable[..., Scratch]) -> None:
    scratch = declared()
    text = migration(
        "UPDATE public.items SET label = 'shut' WHERE label <> 'shut';",
        "SELECT 1;\nCOMMENT ON TABLE public.items IS NULL;",
    )
    scratch.write(SECOND, text)
    scratch.commit()
    result = scratch.check()
    assert result.at("update-saw-no-rows") == [(SECOND, scratch.line(SECOND, "UPDATE"))]
    assert result.code == 1


def test_l10_twin_one_that_says_who_it_is(declared: Callable[..., Scratch]) -> None:
    first = PROTECTED.replace(
        "GRANT SELECT",
        "CREATE POLICY items_service ON public.items TO mover USING ((SELECT auth.role()) = 'service_role')"
        " WITH CHECK ((SELECT auth.role()) = 'service_role');\nGRANT SELECT",
    )
    scratch = declared(first=first)
    text = migration(
        'SET LOCAL request.jwt.claims = \'{"role": "service_role"}\';\n'
        "UPDATE public.items SET label = label || '' WHERE label <> '';",
        "COMMENT ON TABLE public.items IS NULL;",
    )
    scratch.write(SECOND, text)
    scratch.commit()
    assert "update-saw-no-rows" not in scratch.check().rules


TRUE_FOR_ALL = {
    "true": "USING (true)",
    "in brackets": "USING (((true)))",
    "one is one": "USING (1 = 1)",
    "not false": "USING (not false)",
    "or true": "USING (label = 'x' or true)",
    "itself": "USING (label = label)",
    "authenticated": "USING ((SELECT auth.role()) = 'authenticated')",
    "no TO": "FOR SELECT TO PUBLIC USING (true)",
    "no WITH CHECK": "FOR ALL TO reader USING (true)",
    "differs from NULL": "USING ((SELECT auth.role()) IS DISTINCT FROM 'anon')",
    "check": "FOR INSERT TO reader WITH CHECK (true)",
}
NEVER_OPEN = {
    "a row's own": "USING (owner_id = (SELECT auth.uid()))",
    "the service": "USING ((SELECT auth.role()) = 'service_role')",
    "a claim that is there": "USING ((SELECT auth.role()) = 'service_role' AND label <> '')",
}


def _table(number: int, clause: str) -> str:
    where = clause if clause.startswith("FOR") else f"FOR SELECT TO reader {clause}"
    return (
        f"CREATE TABLE public.t{number} (id bigint PRIMARY KEY, label text NOT NULL, owner_id uuid);\n"
        f"ALTER TABLE public.t{number} ENABLE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE public.t{number} FORCE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY p{number} ON public.t{number} {where};\n"
        f"GRANT SELECT, INSERT ON public.t{number} TO reader;\n"
    )


def _policies(clauses: dict[str, str], wrap: str = "{}") -> str:
    up = "".join(_table(number, clause) for number, clause in enumerate(clauses.values()))
    down = "".join(f"DROP TABLE public.t{number};\n" for number in range(len(clauses)))
    return migration(wrap.format(up.rstrip()), down.rstrip())


MEANING = {
    "policy-always-true",
    "policy-ignores-caller",
    "policy-null-unsafe",
    "policy-true-without-claims",
    "policies-union-open",
}


@pytest.mark.parametrize("arguments", [("--static",), ()], ids=["from the file", "with the trial"])
def test_l24_a_policy_that_is_true_for_all(
    declared: Callable[..., Scratch], arguments: tuple[str, ...]
) -> None:
    scratch = declared()
    scratch.write(SECOND, _policies(TRUE_FOR_ALL))
    scratch.commit()
    result = scratch.check(*arguments)
    lines = {line for rule, path, line in result.findings if path == SECOND and rule in MEANING}
    wanted = {name: scratch.line(SECOND, f"POLICY p{number} ") for number, name in enumerate(TRUE_FOR_ALL)}
    assert {name for name, line in wanted.items() if line not in lines} == set()
    assert result.code == 1


def test_l24_the_catalog_tells_what_a_block_hides(declared: Callable[..., Scratch]) -> None:
    """The same policies where no reader of the file sees them: the rows that a role gets are told on the block."""
    scratch = declared()
    open_to_all = {name: TRUE_FOR_ALL[name] for name in ("true", "or true", "itself", "differs from NULL")}
    hidden = "DO $do$ BEGIN EXECUTE $sql$\n{}\n$sql$; END $do$;"
    scratch.write(SECOND, _policies(open_to_all, hidden))
    scratch.commit()
    result = scratch.check()
    opened = {
        finding["object"].split()[0]
        for finding in result.report["findings"]
        if finding["rule"] in {*MEANING, "access-too-open"} and finding["object"]
    }
    assert {f"public.t{number}" for number in range(len(open_to_all))} <= opened, result.findings
    assert result.code == 1


@pytest.mark.parametrize("arguments", [("--static",), ()], ids=["from the file", "with the trial"])
def test_l24_twin(declared: Callable[..., Scratch], arguments: tuple[str, ...]) -> None:
    scratch = declared()
    scratch.write(SECOND, _policies(NEVER_OPEN))
    scratch.commit()
    assert scratch.check(*arguments).rules & MEANING == set()


STRICT = "CREATE POLICY strict ON public.items FOR SELECT TO reader USING (label = (SELECT auth.role()));"


@pytest.mark.parametrize(
    "beside",
    [
        "CREATE POLICY broad ON public.items FOR SELECT TO PUBLIC USING (true);",
        "CREATE POLICY broad ON public.items FOR ALL TO PUBLIC USING (label IS NOT NULL);",
    ],
    ids=["true", "true by NOT NULL"],
)
def test_l25_a_broad_policy_beside_a_strict_one(declared: Callable[..., Scratch], beside: str) -> None:
    scratch = declared()
    text = migration(
        f"{STRICT}\n{beside}",
        "DROP POLICY broad ON public.items;\nDROP POLICY strict ON public.items;",
    )
    scratch.write(SECOND, text)
    scratch.commit()
    result = scratch.check()
    assert scratch.line(SECOND, "POLICY broad ON public.items FOR") in {
        line for _, _, line in result.findings
    }
    assert result.code == 1


def test_l25_a_permissive_false_is_no_fence(declared: Callable[..., Scratch]) -> None:
    scratch = declared()
    fence = "CREATE POLICY fence ON public.items FOR SELECT TO reader USING (false);"
    scratch.write(SECOND, migration(fence, "DROP POLICY fence ON public.items;"))
    scratch.commit()
    result = scratch.check()
    assert result.at("policy-permissive-false") == [(SECOND, scratch.line(SECOND, fence))]


def test_l25_twin(declared: Callable[..., Scratch]) -> None:
    scratch = declared()
    fence = "CREATE POLICY fence ON public.items AS RESTRICTIVE FOR SELECT TO reader USING (label <> 'shut');"
    scratch.write(SECOND, migration(fence, "DROP POLICY fence ON public.items;"))
    scratch.commit()
    result = scratch.check()
    assert result.findings == []
    assert result.code == 0


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE IF NOT EXISTS public.items (id bigint PRIMARY KEY, label text, colour text);",
        "ALTER TABLE public.items ADD COLUMN IF NOT EXISTS label varchar(5);",
    ],
    ids=["table", "column"],
)
def test_l28_a_statement_that_did_nothing(judge: Judge, statement: str) -> None:
    text = migration(
        statement + "\nCOMMENT ON TABLE public.items IS 'x';", "COMMENT ON TABLE public.items IS NULL;"
    )
    result = judge(text)
    assert result.at("if-not-exists-changed-nothing") == [(SECOND, text.splitlines().index(statement) + 1)]


def test_l28_twin(judge: Judge) -> None:
    text = migration(
        "CREATE SEQUENCE IF NOT EXISTS public.numbers;", "DROP SEQUENCE IF EXISTS public.numbers;"
    )
    assert judge(text).at("if-not-exists-changed-nothing") == []


VIEWS = "CREATE OR REPLACE VIEW public.shown WITH (security_invoker = true) AS SELECT id, label FROM public.items;\n"


@pytest.fixture
def viewed(repository: Scratch) -> Scratch:
    """The repository with a view over its table on `main`, from a repeatable script."""
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", CONFIG + "views: [db/views]\n")
    repository.write("db/views/shown.sql", VIEWS)
    repository.commit("a view")
    repository.git("switch", "-q", "-C", "change")
    return repository


def test_l29_a_down_that_only_works_without_the_views(viewed: Scratch) -> None:
    """The view of the head uses what its migration makes, and the down takes another thing from under it."""
    viewed.write(
        SECOND,
        migration(
            "ALTER TABLE public.items ADD COLUMN colour text;",
            "ALTER TABLE public.items DROP COLUMN colour;\nALTER TABLE public.items DROP COLUMN label;",
        ),
    )
    viewed.write("db/views/shown.sql", VIEWS.replace("label", "label, colour"))
    viewed.commit()
    result = viewed.check()
    assert result.code == 1
    assert any(path == SECOND for _, path, _ in result.findings)


def test_l29_twin_an_honest_drop_with_views_in_place(viewed: Scratch) -> None:
    viewed.write(
        SECOND,
        migration(
            "ALTER TABLE public.items ADD COLUMN colour text;", "ALTER TABLE public.items DROP COLUMN colour;"
        ),
    )
    viewed.write("db/views/shown.sql", VIEWS.replace("label", "label, colour"))
    viewed.commit()
    result = viewed.check()
    assert result.code == 0, result.findings
    assert next(m for m in result.report["migrations"] if m["changed"])["reversible"] == "proven"


@pytest.mark.parametrize("more", ["", "ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'bad';\n"])
def test_l29_twin_the_way_back_through_two_migrations_finds_nothing_of_the_scripts(
    viewed: Scratch, more: str
) -> None:
    """Neither the views, which are dropped before it, nor what can't be taken back, without which it begins."""
    viewed.git("switch", "-q", "main")
    mood = migration("CREATE TYPE public.mood AS ENUM ('good');", "DROP TYPE public.mood;")
    viewed.write("db/migrations/202601011000__mood.sql", mood)
    viewed.commit("a type")
    viewed.git("switch", "-q", "-C", "change")
    for number, column in ((2, "colour"), (3, "size")):
        add, drop = (f"ALTER TABLE public.items {verb} COLUMN {column}" for verb in ("ADD", "DROP"))
        viewed.write(f"db/migrations/20260102090{number}__add.sql", migration(f"{add} text;", f"{drop};"))
    viewed.write("db/views/shown.sql", VIEWS.replace("label", "label, colour, size") + more)
    viewed.commit()
    result = viewed.check()
    assert (result.code, result.findings) == (0, []), result.out
    assert [one["reversible"] for one in result.report["migrations"]][2:] == ["proven", "proven"]
