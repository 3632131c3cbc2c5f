"""The owner could open the audit history by changing the schema; the check finds each way to do that."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ops.conftest import checkout
from tests.support import db_verify

HISTORY = "public.eng_audit_history"
NEUTERED = """
CREATE OR REPLACE FUNCTION public.eng_refuse_statement() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$ BEGIN RETURN NULL; END $$;
"""


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
    ],
    ids=["dropped", "recording dropped", "function changed", "disabled", "disabled in a DO block"],
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
    assert done.code == 1, done.err
    found = [(one["rule"], one["line"], one["object"]) for one in done.report["findings"]]
    assert (rule, 5, table) in found, found
