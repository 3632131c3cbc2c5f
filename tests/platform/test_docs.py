"""What the pages tell people to run does run."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.model import Script, Source
from checker.ops.audit import AuditEntry, append
from checker.parse.layouts import File, layout
from checker.parse.sql import parse_script
from checker.rules import all_rules
from checker.trial.sources import Postgres
from tests.ops.conftest import checkout
from tests.platform.conftest import DATABASE, PROBER, Governance, apply, migrations, prepared
from tests.support import ROOT, db_verify

PAGES = ROOT / "docs" / "EHG_Engineering"


def blocks(page: str) -> list[str]:
    return re.findall(
        r"^```sql\n(.*?)^```$", (PAGES / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def parsed(text: str) -> Script:
    script = parse_script(Source.of("page.sql", text))
    assert script.statements
    assert not script.problems
    return script


def test_the_worked_example_of_a_migration(postgres: Postgres) -> None:
    migration_text, policy, view, rows = blocks("writing-a-migration.md")
    source = Source.of("db/migrations/eng/202612010900__example.sql", migration_text)
    (migration,) = layout("marker").read("db/migrations/eng", [File(source)])
    assert migration.parsed
    assert migration.down is not None
    with prepared(postgres) as governance, governance.owner() as connection:
        apply(connection, [each.up for each in migrations()])
        before = governance.dump()
        apply(connection, [migration.up])
        after = governance.dump()
        apply(connection, [migration.down])
        assert governance.dump() == before
        apply(connection, [migration.up])
        assert governance.dump() == after
        apply(connection, [parsed(policy), parsed(view), parsed(policy), parsed(view)])
        with governance.seeder() as seeder:
            seeder.execute("INSERT INTO public.strategic_directives_v2 (title) VALUES ('x')")
            seeder.execute(
                "INSERT INTO public.eng_note (sd_id, body) SELECT id, ' note ' FROM public.strategic_directives_v2"
            )
        apply(connection, [parsed(f"BEGIN; {rows} COMMIT;")])
        with governance.acting("venture_app") as reader:
            assert reader.execute("SELECT body FROM public.v_eng_note").fetchall() == [("note",)]


_NOTES_CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: v-eng-note
version: 0.1.0
status: draft
roles: [{role: analyst, access: read}, {role: service_role, access: read}, {role: venture_app, access: read}]
schema:
  - name: v_eng_note
    physicalName: public.v_eng_note
    physicalType: view
    properties: [{name: note_id, physicalType: uuid}, {name: sd_id, physicalType: uuid}, {name: body, physicalType: text}]
"""


@pytest.mark.wheel
def test_a_change_that_does_all_that_the_page_says_passes(tmp_path: Path) -> None:
    migration, policy, view, _ = blocks("writing-a-migration.md")
    repo = checkout(tmp_path)
    repo.git("switch", "-q", "-c", "note")
    assert db_verify(tmp_path, "new", "add_note", "--view", "public.v_eng_note").code == 0
    (path,) = (tmp_path / "db/migrations/eng").glob("*__add_note.sql")
    path.write_text(migration)
    repo.write("db/policies/eng/060_note.sql", policy)
    repo.write("db/views/eng/040_v_eng_note.sql", view)
    repo.write("docs/EHG_Engineering/data-contracts/v_eng_note.odcs.yaml", _NOTES_CONTRACT)
    last = "public.eng_direct_read_approvals]"
    repo.replace("db/verify.yml", last, f"{last[:-1]}, public.eng_note]")
    id = path.name[:12]
    entry = AuditEntry(
        "review", "passed", *[datetime.now(UTC)] * 2, "a person", None, "none", {}, f"Read {id}."
    )
    append(tmp_path / "ops/audit", entry)
    made = db_verify(tmp_path, "contracts", "docs")
    assert made.code == 0, made
    repo.commit(f"Notes ({id})")
    checked = repo.check()
    assert (checked.code, checked.findings) == (0, []), checked.out


def test_pages_with_rows_are_current_without_a_database_too(tmp_path: Path) -> None:
    checkout(tmp_path)
    done = db_verify(tmp_path, "contracts", "docs", "--check", "--static")
    assert (done.code, done.out) == (0, "3 contracts, no pages out of date; rows were not looked at\n")
    page = tmp_path / "docs/EHG_Engineering/data-contracts/v_eng_trace.md"
    page.write_text(page.read_text() + "by hand\n")
    done = db_verify(tmp_path, "contracts", "docs", "--check", "--static")
    assert (done.code, "1 page out of date" in done.out) == (1, True)


def test_each_line_of_the_checklist_has_a_rule_that_there_is() -> None:
    text = (PAGES / "checklist.md").read_text(encoding="utf-8")
    known = set(all_rules())
    lines = re.findall(r"^\| (\S.+) \| (.+) \|$", text, re.MULTILINE)
    lines = [(line, guard) for line, guard in lines if line != "---"]
    assert len(lines) > 15
    for line, guard in lines:
        named = {name for name in re.findall(r"`([^`]+)`", guard) if not name.startswith("db-verify ")}
        assert named <= known, line
        assert named or guard.startswith("the command itself"), f"nothing guards: {line}"
    for promise in (
        "Migration includes BEGIN/COMMIT and a down path",
        "RLS enabled and fail-closed before exposing new tables",
        "CHANGELOG entry references migration ids",
        "Audit report filed under `ops/audit/` for each housekeeping run",
    ):
        assert f"\n## {promise}\n" in text


def test_every_link_between_the_pages_leads_somewhere() -> None:
    pages = {page.name: page.read_text(encoding="utf-8") for page in PAGES.glob("*.md")}
    for name, text in pages.items():
        headings = {
            other: {
                re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
                for heading in re.findall(r"^#+ (.+)$", content, re.MULTILINE)
            }
            for other, content in pages.items()
        }
        for path, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", text):
            assert (PAGES / path).exists(), f"{name}: {path}"
            assert not anchor or anchor in headings[path or name], f"{name}: #{anchor}"


def test_the_runbooks_approval_opens_a_directive_and_closes_it(governance: Governance) -> None:
    (text,) = [block for block in blocks("runbook.md") if "eng_direct_read_approvals" in block]
    *opening, closing = parsed(
        text.replace("SD-104", "SD-101").replace("DL-2026-014", "DL-2026-099")
    ).statements
    read = "SELECT FROM public.strategic_directives_v2 WHERE sd_key = 'SD-101'"
    with governance.server.connect(DATABASE, PROBER, autocommit=False) as connection:
        for statement in opening:
            connection.execute(statement.text.encode())
        connection.execute("SET ROLE analyst")
        assert len(connection.execute(read).fetchall()) == 1
        connection.execute("SET ROLE service_role")
        # Both are of one transaction here, and the times then the same.
        assert connection.execute(closing.text.encode()).rowcount == 1
        connection.execute("SET ROLE analyst")
        assert connection.execute(read).fetchall() == []
        connection.rollback()
