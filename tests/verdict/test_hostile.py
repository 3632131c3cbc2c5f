"""L36: what hostile SQL wants it does not get: refused, stopped or harmless, with a finding on its line."""

from __future__ import annotations

import base64
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import Scratch
from tests.verdict.conftest import CONFIG, SECOND
from tests.verdict.engine import DROP, changed, fill, said_on, with_timeout


@pytest.fixture
def loot() -> Iterator[Path]:
    """A path where every account may write; nothing may be there in the end."""
    folder = Path(tempfile.mkdtemp(prefix="db-verify-test-"))
    folder.chmod(0o777)
    yield folder / "loot"
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "text",
    [
        "COPY (SELECT 1) TO PROGRAM 'touch {loot}';",
        "COPY public.items (label) FROM PROGRAM 'touch {loot}';",
        "COPY public.items (label) FROM '/etc/passwd';",
        "COPY (SELECT 1) TO '{loot}';",
        "SELECT pg_read_file('/etc/passwd');",
        "SELECT lo_import('/etc/passwd');",
        "SELECT lo_export(lo_create(0), '{loot}');",
        "SET ROLE postgres;",
        "SET SESSION AUTHORIZATION postgres;",
        "RESET SESSION AUTHORIZATION; CREATE ROLE more SUPERUSER;",
        "ALTER ROLE migrator SUPERUSER;",
        "CREATE EXTENSION plpython3u;",
        "CREATE EXTENSION plperlu;",
        "CREATE EXTENSION dblink;",
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE c AS '{loot}', 'f';",
        "ALTER SYSTEM SET archive_command = 'touch {loot}';",
        "SET temp_file_limit = -1;",
    ],
)
def test_l36_refused_on_its_line(repository: Scratch, loot: Path, text: str) -> None:
    line = changed(repository, "SELECT 1;\n" + text.format(loot=loot))
    result = repository.check()
    assert result.code == 1
    assert said_on(result, line)
    assert not loot.exists()
    assert repository.git("status", "--porcelain", "--ignored") == ""


@pytest.mark.parametrize(
    "text",
    [
        "SELECT pg_sleep(1e9);",
        "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r;",
        "DO $$ DECLARE a text[]; BEGIN LOOP a := a || repeat('x', 1000000000); END LOOP; END $$;",
        "DO $$ DECLARE a text[]; BEGIN LOOP a := a || repeat('x', 100000000); END LOOP; END $$;",
        fill(30_000),
        "SET statement_timeout = 0; SELECT pg_sleep(1e9);",
        "ALTER DATABASE app SET statement_timeout = 0; SELECT pg_sleep(1e9);",
    ],
)
def test_l36_stopped_on_its_line(repository: Scratch, text: str) -> None:
    with_timeout(repository, 24)
    line = changed(repository, f"SELECT 1;\n{text}")
    result = repository.check()
    assert result.code == 1
    assert said_on(result, line)


def test_l36_ending_the_sessions_of_others_is_harmless(repository: Scratch) -> None:
    others = """DO $$ DECLARE other integer; BEGIN
      FOR other IN SELECT pid FROM pg_catalog.pg_stat_activity WHERE pid <> pg_catalog.pg_backend_pid() LOOP
        BEGIN
          PERFORM pg_catalog.pg_terminate_backend(other);
        EXCEPTION WHEN insufficient_privilege THEN NULL;
        END;
      END LOOP;
    END $$;"""
    changed(repository, f"ALTER TABLE public.items ADD COLUMN colour text;\n{others}", DROP)
    result = repository.check()
    assert result.report["complete"] is True, result.out
    assert result.code == 0, result.out


LURKING = """\
CREATE FUNCTION public.lurk(at text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  BEGIN PERFORM pg_catalog.set_config('role', 'none', false); EXCEPTION WHEN OTHERS THEN NULL; END;
  BEGIN EXECUTE 'RESET SESSION AUTHORIZATION'; EXCEPTION WHEN OTHERS THEN NULL; END;
  BEGIN EXECUTE 'ALTER ROLE migrator SUPERUSER'; EXCEPTION WHEN OTHERS THEN NULL; END;
  BEGIN EXECUTE $q$COPY (SELECT 1) TO PROGRAM 'touch {loot}'$q$; EXCEPTION WHEN OTHERS THEN NULL; END;
  RETURN true;
END $$;
CREATE FUNCTION public.lurk_in_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM public.lurk('trigger'); RETURN new; END $$;
ALTER TABLE public.items ADD COLUMN colour text DEFAULT (CASE WHEN public.lurk('default') THEN 'x' END),
  ADD CONSTRAINT items_lurk CHECK (public.lurk('check'));
CREATE TRIGGER items_lurk BEFORE INSERT ON public.items
  FOR EACH ROW EXECUTE FUNCTION public.lurk_in_trigger();
CREATE POLICY items_lurk ON public.items FOR SELECT TO public USING (public.lurk('policy'));
CREATE VIEW public.v_items AS SELECT * FROM public.items WHERE public.lurk('view');
CREATE DOMAIN public.lurking AS text CHECK (public.lurk('literal in a body'));
CREATE FUNCTION public.bodies() RETURNS public.lurking[] LANGUAGE sql AS $$ SELECT '{x}'::public.lurking[] $$;
GRANT SELECT ON public.items, public.v_items TO public;"""
LURKING_DOWN = """\
DROP FUNCTION public.bodies();
DROP DOMAIN public.lurking;
DROP VIEW public.v_items;
DROP POLICY items_lurk ON public.items;
DROP TRIGGER items_lurk ON public.items;
ALTER TABLE public.items DROP CONSTRAINT items_lurk, DROP COLUMN colour;
REVOKE SELECT ON public.items FROM public;
DROP FUNCTION public.lurk_in_trigger();
DROP FUNCTION public.lurk(text);"""


def with_all_stages(scratch: Scratch, bootstrap: str) -> None:
    """Have rows seeded, published views read and access probed, too."""
    scratch.git("switch", "-q", "main")
    scratch.write(
        "db/verify.yml",
        CONFIG
        + "bootstrap: [db/bootstrap]\n"
        + "seeds: [db/seeds]\n"
        + 'published_views: ["public.v_*"]\n'
        + "access: {roles: [reader]}\n",
    )
    scratch.write("db/bootstrap/010_roles.sql", f"CREATE ROLE reader;\n{bootstrap}")
    scratch.write("db/seeds/010_items.sql", "INSERT INTO public.items (label) VALUES ('a');\n")
    scratch.commit("all stages")
    scratch.git("switch", "-q", "change")
    scratch.git("reset", "-q", "--hard", "main")


def test_l36_nothing_finds_the_superuser_it_waits_for(repository: Scratch, loot: Path) -> None:
    """A default, a check, a trigger, a policy and a view, while rows are made up, read and probed; a domain, while bodies are looked at."""
    with_all_stages(repository, "")
    changed(repository, LURKING.replace("{loot}", str(loot)), LURKING_DOWN)
    result = repository.check()
    assert result.report["complete"] is True, result.out
    (migration,) = (one for one in result.report["migrations"] if one["changed"])
    assert {step["status"] for step in migration["steps"]} == {"applied"}
    assert migration["reversible"] == "proven"
    assert not loot.exists()


GRABBING = """\
CREATE FUNCTION public.grab(text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch {loot}''';
  EXCEPTION WHEN OTHERS THEN NULL;
  END;
  RETURN true;
END $$;
CREATE FUNCTION public.owned() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  BEGIN
    EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch {loot}''';
  EXCEPTION WHEN OTHERS THEN NULL;
  END;
  RETURN true;
END $$;
ALTER TABLE public.items ADD COLUMN colour text;
ALTER TABLE public.items ADD CONSTRAINT items_grab CHECK (public.grab(label));"""
GRABBING_DOWN = """\
SELECT public.owned();
ALTER TABLE public.items DROP CONSTRAINT items_grab, DROP COLUMN colour;
DROP FUNCTION public.grab(text);
DROP FUNCTION public.owned();"""
TAKING_AWAY = """\
ALTER TABLE public.items DROP CONSTRAINT IF EXISTS items_grab;
DROP FUNCTION IF EXISTS public.owned();
"""


def test_l36_what_a_script_takes_away_is_not_made_again_with_more_rights(
    repository: Scratch, loot: Path
) -> None:
    """The trial undoes what scripts did before it tries a down: a check is then looked at again, a function made anew."""
    with_all_stages(repository, "")
    repository.git("switch", "-q", "main")
    repository.replace("db/verify.yml", "seeds:", "policies: [db/policies]\nseeds:")
    repository.write("db/policies/010_items.sql", "SELECT 1;\n")
    repository.commit("policies")
    repository.git("switch", "-q", "change")
    repository.git("reset", "-q", "--hard", "main")
    repository.write("db/policies/010_items.sql", TAKING_AWAY)
    changed(repository, GRABBING.replace("{loot}", str(loot)), GRABBING_DOWN)
    result = repository.check()
    assert result.report["complete"] is True, result.out
    (migration,) = (one for one in result.report["migrations"] if one["changed"])
    assert {step["status"] for step in migration["steps"]} == {"applied"}
    assert not loot.exists()


def test_l36_twin_the_bootstrap_is_the_bases_own(repository: Scratch, loot: Path) -> None:
    """A superuser does get there: the base's bootstrap, which its reviewers have let in, runs as one."""
    with_all_stages(repository, f"COPY (SELECT 1) TO PROGRAM 'cat > {loot}';\n")
    changed(repository, "ALTER TABLE public.items ADD COLUMN colour text;", DROP)
    result = repository.check(XDG_CACHE_HOME=str(repository.folder.parent / "cache"))
    assert result.report["complete"] is True, result.out
    assert loot.exists()


def test_l36_twin_ordinary_sql_is_let_be(repository: Scratch) -> None:
    changed(
        repository,
        "SET LOCAL statement_timeout = '10s';\nRESET SESSION AUTHORIZATION;\nSELECT pg_catalog.pg_sleep(0.1);\n"
        "ALTER TABLE public.items ADD COLUMN colour text;\nSELECT pg_catalog.repeat('x', 1000000);",
        DROP,
    )
    result = repository.check()
    assert result.code == 0, result.out


def test_the_right_to_connect_can_be_taken_from_everybody(repository: Scratch) -> None:
    """As careful repositories do: the trial's own roles come in all the same, and no report speaks of them."""
    changed(
        repository,
        "REVOKE CONNECT ON DATABASE app FROM PUBLIC;",
        "GRANT CONNECT ON DATABASE app TO PUBLIC;",
    )
    result = repository.check()
    assert result.code == 0, result.out
    assert "db_verify_" not in result.out


def test_a_role_that_can_log_in_no_more_is_said_in_words(repository: Scratch) -> None:
    changed(repository, "ALTER DATABASE app CONNECTION LIMIT 0;")
    result = repository.check()
    assert result.code == 3
    assert "can't log in as migrator any more" in result.out


def test_a_token_whose_claims_nest_without_end_is_a_secret_all_the_same(repository: Scratch) -> None:
    claims = base64.urlsafe_b64encode(b'{"a":' + b"[" * 100_000).decode().rstrip("=")
    line = changed(repository, f"SELECT 'eyJhbGciOiJub25lIn0.{claims}.not-a-signature';")
    result = repository.check("--static")
    assert ("secret-in-text", SECOND, line) in result.findings
    assert result.code == 1 and result.report["error"] is None
