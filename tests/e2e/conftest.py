"""This repository's platform in a scratch repository, with one honest change on top of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import ROOT, Scratch

ID = "202611200900"
MIGRATION = f"db/migrations/eng/{ID}__add_directive_notes.sql"
VIEW = "db/views/eng/010_v_eng_trace.sql"

HONEST = """\
-- Notes on directives.

BEGIN;

SET LOCAL lock_timeout = '5s';

CREATE TYPE public.eng_note_kind AS ENUM ('remark', 'question');

CREATE TABLE public.eng_directive_notes (
  id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
  sd_id uuid NOT NULL,
  kind public.eng_note_kind NOT NULL DEFAULT 'remark',
  body text NOT NULL,
  CONSTRAINT eng_directive_notes_pkey PRIMARY KEY (id),
  CONSTRAINT eng_directive_notes_sd_id_fkey
    FOREIGN KEY (sd_id) REFERENCES public.strategic_directives_v2 (id)
);

CREATE INDEX eng_directive_notes_sd_id_idx ON public.eng_directive_notes (sd_id);

ALTER TABLE public.eng_directive_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.eng_directive_notes FORCE ROW LEVEL SECURITY;

CREATE POLICY eng_directive_notes_service_select ON public.eng_directive_notes
  FOR SELECT TO service_role
  USING ((SELECT auth.role()) = 'service_role');

GRANT SELECT ON public.eng_directive_notes TO service_role;

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

DROP TABLE public.eng_directive_notes;
DROP TYPE public.eng_note_kind;

COMMIT;
"""


@pytest.fixture
def platform(tmp_path: Path) -> Scratch:
    """The platform on `main`, and a branch with nothing on it yet."""
    scratch = Scratch(tmp_path / "repository")
    for part in ("db", "docs/EHG_Engineering/data-contracts", "ops/audit", "CHANGELOG.md"):
        source, target = ROOT / part, scratch.folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    scratch.branch(message="the platform")
    return scratch


@pytest.fixture
def propose(platform: Scratch) -> Callable[..., Scratch]:
    """Commit a change: the honest migration, unless another text is given, with its references."""

    def make(
        migration: str = HONEST,
        *,
        changelog: bool = True,
        audit: bool = True,
        message: str = f"Add notes on directives ({ID})",
        more: Callable[[Scratch], None] = lambda _: None,
    ) -> Scratch:
        platform.write(MIGRATION, migration)
        if changelog:
            text = (platform.folder / "CHANGELOG.md").read_text(encoding="utf-8")
            line = f"### Added\n\n- Notes on directives (migration {ID}).\n"
            platform.write("CHANGELOG.md", text.replace("### Added\n\n", line, 1))
        if audit:
            entry = f'---\ndate: 2026-11-20\nkind: review\nmigrations:\n  - "{ID}"\ndatabases: []\nresult: passed\n---\n\n# Notes on directives\n\nReviewed {ID}: one new table.\n'
            platform.write("ops/audit/2026-11-20.md", entry)
        more(platform)
        platform.commit(message)
        return platform

    return make
