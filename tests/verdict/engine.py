"""A second migration for the small repository, and what was said of it."""

from __future__ import annotations

from tests.support import Result, Scratch
from tests.verdict.conftest import CONFIG, SECOND, migration

DROP = "ALTER TABLE public.items DROP COLUMN colour;"


def changed(scratch: Scratch, up: str, down: str = "SELECT 1;") -> int:
    """Commit a second migration; gives the line of its last statement before COMMIT."""
    text = migration(up, down)
    scratch.write(SECOND, text)
    scratch.commit("change items")
    return text.splitlines().index("COMMIT;")


def with_timeout(scratch: Scratch, seconds: int) -> None:
    """Give the trial so many seconds: on `main`, whose config is the one that counts."""
    scratch.git("switch", "-q", "main")
    scratch.write("db/verify.yml", f"{CONFIG}trial: {{timeout: {seconds}}}\n")
    scratch.commit("less time")
    scratch.git("switch", "-q", "change")
    scratch.git("reset", "-q", "--hard", "main")


def fill(side: int) -> str:
    """A statement that writes `side` × `side` rows of about a kilobyte to the disk."""
    rows = f"generate_series(1, {side}) AS a, generate_series(1, {side}) AS b"
    return f"CREATE TEMPORARY TABLE filler AS SELECT repeat(md5((a * b)::text), 30) AS x FROM {rows};"


def said_on(result: Result, line: int) -> str:
    """The message of the finding that the migration fails, by whatever rule that knows why, which must be on this line."""
    (message,) = (
        finding["message"]
        for finding in result.report["findings"]
        if (finding["path"], finding["line"]) == (SECOND, line)
        and (finding["rule"] == "migration-fails" or "by the trial, which fails here" in finding["message"])
    )
    return str(message)
