"""The owner could open the audit history by changing the schema; the check finds each way to do that."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ops.conftest import checkout
from tests.support import ROOT, db_verify

HISTORY = "public.eng_audit_history"
NEUTERED = """
CREATE OR REPLACE FUNCTION public.eng_refuse_statement() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$ BEGIN RETURN NULL; END $$;
"""
RECORD = (ROOT / "db/migrations/eng/202611181000__record_updates_by_statement.sql").read_text(
    encoding="utf-8"
)
# As it was, but that it ends before it has recorded anything.
FORGETFUL = (
    RECORD[RECORD.index("CREATE FUNCTION public.eng_record_updates") : RECORD.index("REVOKE")]
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    .replace("  INSERT INTO", "  RETURN NULL;\n\n  INSERT INTO", 1)
    .strip()
)
NOT_OF_THE_SERVICE = """
CREATE OR REPLACE TRIGGER eng_backlog_record_update
  AFTER UPDATE ON public.eng_backlog
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT WHEN (pg_catalog.current_setting('role') <> 'service_role') EXECUTE FUNCTION public.eng_record_updates();
"""
SWALLOWED = f"CREATE RULE quiet AS ON INSERT TO {HISTORY} DO INSTEAD NOTHING;"


@pytest.mark.parametrize(
    ("up", "rule", "table"),
    [
        (f"DROP TRIGGER eng_audit_history_refuse_edit ON {HISTORY};", "append-only-opened", HISTORY),
        ("DROP TRIGGER eng_backlog_record_update ON public.eng_backlog;", "append-only-opened", "public.eng_backlog"),
        (NEUTERED.strip(), "append-only-opened", HISTORY),
        (f"ALTER TABLE {HISTORY} DISABLE TRIGGER USER;", "trigger-disabled", HISTORY),
        (
            f"DO $$ BEGIN EXECUTE 'ALTER TABLE {HISTORY} DISABLE TRIGGER USER'; END $$;",
            "append-only-opened",
            HISTORY,
        ),
        (FORGETFUL, "append-only-opened", "public.eng_backlog"),
        (NOT_OF_THE_SERVICE.strip(), "append-only-opened", "public.eng_backlog"),
        (SWALLOWED, "append-only-opened", "public.eng_backlog"),
        (SWALLOWED, "append-only-opened", HISTORY),
    ],
    ids=[
        "dropped", "recording dropped", "function changed", "disabled", "disabled in a DO block", "recorder returns first",
        "recorded but for one role", "a rule swallows", "a rule in the way",
    ],
)  # fmt: skip
def test_a_migration_that_opens_the_history_is_found(tmp_path: Path, up: str, rule: str, table: str) -> None:
    repo = checkout(tmp_path)
    repo.git("checkout", "-q", "-b", "work")
    path = "db/migrations/eng/202612010900__open.sql"
    repo.write(
        path,
        f"BEGIN;\n\nSET LOCAL lock_timeout = '5s';\n\n{up}\n\nCOMMIT;\n\n/* DOWN */\n\nBEGIN;\n\nSELECT 1;\n\nCOMMIT;\n",
    )
    repo.commit("open")
    done = db_verify(tmp_path, "check", "--base", "main", "--format", "json")
    # With a rule in the way, some of what each role tries proves nothing.
    assert done.code == (3 if up == SWALLOWED else 1), done.err
    found = [(one["rule"], one["line"], one["object"]) for one in done.report["findings"]]
    assert (rule, 5, table) in found, found
