"""Make the README's picture: what db-verify says of a real change, in a terminal.

    python -m bench.picture

It copies this repository's own migrations into a scratch repository, adds a migration that is wrong in three
ways, runs the installed `db-verify check` there on a terminal, and draws what came out as docs/review.svg.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = 100
COPIED = ("db", "docs/EHG_Engineering", "ops/audit", "CHANGELOG.md")
NAME = "db/migrations/eng/202611231000__add_review_notes.sql"
MIGRATION = """\
-- What reviewers note about a directive.

BEGIN;

SET LOCAL lock_timeout = '5s';

CREATE TABLE public.eng_review_notes (
  id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid() PRIMARY KEY,
  note text NOT NULL
);

GRANT SELECT ON public.eng_review_notes TO analyst;

CREATE INDEX strategic_directives_v2_title_idx ON public.strategic_directives_v2 (title);

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

DROP TABLE public.eng_review_notes;

COMMIT;
"""
AUDIT = """\
---
date: 2026-11-22
kind: review
migrations:
  - "202611231000"
databases: []
result: passed
---

# Notes of reviewers

Reviewed 202611231000: one new table, one new index.
"""
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_DATE": "2026-11-23T10:00:00Z",
    "GIT_COMMITTER_DATE": "2026-11-23T10:00:00Z",
    **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}

# SGR codes (ECMA-48) as the text report uses them, on a dark terminal.
COLORS = {"31": "#ff7b72", "32": "#56d364", "33": "#e3b341", "36": "#79c0ff", "2": "#8b949e", "1": "#f0f6fc"}
LINE, CHARACTER, MARGIN = 19, 8.43, 18


def change(folder: Path) -> None:
    """A scratch repository with a branch that adds the migration."""

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, env=os.environ | GIT, check=True, capture_output=True)

    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "base")
    git("checkout", "-q", "-b", "review-notes")
    (folder / NAME).write_text(MIGRATION)
    changelog = folder / "CHANGELOG.md"
    changelog.write_text(
        changelog.read_text().replace(
            "### Added\n\n", "### Added\n\n- Notes of reviewers (202611231000).\n", 1
        )
    )
    (folder / "ops/audit/2026-11-22.md").write_text(AUDIT)
    git("add", "-A")
    git("commit", "-q", "-m", "Notes of reviewers (202611231000)")


def output(folder: Path) -> str:
    """What the installed db-verify prints on a terminal there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, COLUMNS, 0, 0))
    command = [
        str(Path(sys.executable).with_name("db-verify")),
        "check",
        "--base",
        "main",
        "--as-of",
        "2026-11-23",
    ]
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=theirs, stderr=subprocess.DEVNULL
    ) as process:
        os.close(theirs)
        read = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # Linux says EIO when the other end is closed
                break
            if not data:
                break
            read += data
    os.close(ours)
    assert process.returncode == 1, f"the change is meant to fail, and gave {process.returncode}"
    return read.decode().replace("\r\n", "\n")


def svg(text: str, title: str) -> str:
    """A terminal's text, with its colours, as a picture."""
    lines = [f"\x1b[1m$ {title}\x1b[0m", "", *text.rstrip("\n").split("\n")]
    width, height = round(COLUMNS * CHARACTER + 2 * MARGIN), len(lines) * LINE + 2 * MARGIN
    drawn = "".join(
        f'<text x="{MARGIN}" y="{MARGIN + (number + 1) * LINE - 5}">{_spans(line)}</text>\n'
        for number, line in enumerate(lines)
        if line
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="What db-verify prints of a change that is wrong in three ways">\n'
        "<style>text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; "
        "fill: #c9d1d9; white-space: pre }</style>\n"
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>\n{drawn}</svg>\n'
    )


def _spans(line: str) -> str:
    """A line with SGR sequences as tspans."""
    spans, style = "", ""
    for part in re.split(r"(\x1b\[[\d;]*m)", line):
        if part.startswith("\x1b["):
            codes = part[2:-1].split(";")
            fill = next((COLORS[code] for code in reversed(codes) if code in COLORS), "")
            style = f' style="{"; ".join(_css(codes, fill))}"' if fill else ""
        elif part:
            spans += f"<tspan{style}>{escape(part)}</tspan>"
    return spans


def _css(codes: list[str], fill: str) -> list[str]:
    return [f"fill: {fill}", *(["font-weight: 600"] if "1" in codes else [])]


def main() -> None:
    """Make the picture anew."""
    with TemporaryDirectory(prefix="db-verify-picture-") as temporary:
        folder = Path(temporary) / "repository"
        folder.mkdir()
        change(folder)
        text = output(folder)
    (ROOT / "docs" / "review.svg").write_text(svg(text, "db-verify check --base main"), "utf-8")


if __name__ == "__main__":
    main()
