"""A small repository in which one thing at a time lies, and its twin that does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import Result, Scratch

CONFIG = """\
version: 1
migrations:
  - path: db/migrations
    layout: marker
"""

FIRST = "db/migrations/202601010900__make_items.sql"
SECOND = "db/migrations/202601020900__change_items.sql"

MAKE_ITEMS = """\
BEGIN;
SET LOCAL lock_timeout = '5s';
CREATE TABLE public.items (
  id bigint GENERATED ALWAYS AS IDENTITY,
  label text NOT NULL,
  CONSTRAINT items_pkey PRIMARY KEY (id)
);
ALTER TABLE public.items ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.items FORCE ROW LEVEL SECURITY;
COMMIT;

/* DOWN */

BEGIN;
SET LOCAL lock_timeout = '5s';
DROP TABLE public.items;
COMMIT;
"""


def migration(up: str, down: str) -> str:
    """A migration in the house style."""
    return (
        f"BEGIN;\nSET LOCAL lock_timeout = '5s';\n{up}\nCOMMIT;\n\n/* DOWN */\n\n"
        f"BEGIN;\nSET LOCAL lock_timeout = '5s';\n{down}\nCOMMIT;\n"
    )


HONEST = migration(
    "ALTER TABLE public.items ADD COLUMN colour text;", "ALTER TABLE public.items DROP COLUMN colour;"
)


@pytest.fixture
def repository(tmp_path: Path) -> Scratch:
    """`main` with a config and one migration; a branch `change` is checked out."""
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", CONFIG)
    scratch.write(FIRST, MAKE_ITEMS)
    scratch.branch(message="begin")
    return scratch


@pytest.fixture
def judge(repository: Scratch) -> Callable[..., Result]:
    """Commit a second migration and check the change."""

    def check(text: str = HONEST, *arguments: str, path: str = SECOND, **environment: str) -> Result:
        repository.write(path, text)
        repository.commit("change items")
        return repository.check(*arguments, **environment)

    return check
