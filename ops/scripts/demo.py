"""`make demo`: the governance platform in a Postgres that lives as long as this program, with rows to look at."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from shutil import which

from checker.errors import CheckerError
from checker.model import Script
from checker.ops.apply import run_as_it_is
from checker.ops.chain import Chain, built
from checker.ops.files import read_files
from checker.trial.roles import PROBER, SEEDER, probe_as
from checker.trial.sources import find

MANY = 50
ROLES = ("anon", "authenticated", "analyst", "venture_app", "service_role")
# Of each view what fits on a line.
VIEWS = {
    "public.v_eng_trace": ("sd_key", "sd_status", "prd_key", "prd_version", "prd_status", "backlog_key", "backlog_state", "commit_sha"),
    "public.v_eng_prd_payload_v1": ("prd_key", "version", "is_latest", "sd_key", "priority", "status", "acceptance_criteria_count", "title"),
    "public.v_eng_backlog_rollup": ("backlog_key", "sd_key", "prd_key", "state", "qa_score", "qa_gate_status", "readiness_pct", "missing"),
}  # fmt: skip
SHOWN = 12
DAY = 86400.0

# As the governance service would: imported, submitted, approved, required, worked on, released; not all of them.
_MORE = """
select public.eng_import_directives(
  (select jsonb_agg(jsonb_build_object('sd_key', 'SD-' || n, 'title', 'Demonstrate goal ' || n,
     'owner', case when n % 5 > 0 then 'Head of Area ' || n % 7 end,
     'decision_log_ref', case when n % 3 > 0 then 'DL-2026-' || n end))
   from generate_series(401, 400 + %(more)s) n));
update public.strategic_directives_v2 set status = 'submitted' where sd_key >= 'SD-401' and right(sd_key, 1) < '9';
select public.eng_approve_directive(sd_key, 'Head of Product Governance', coalesce(decision_log_ref, 'DL-2026-900'))
from public.strategic_directives_v2 where sd_key >= 'SD-401' and right(sd_key, 1) < '7';
update public.strategic_directives_v2 set status = 'in_progress' where sd_key >= 'SD-401' and right(sd_key, 1) < '5';
insert into public.product_requirements_v2 (prd_key, sd_id, title, priority, completeness_pct, acceptance_criteria)
select 'PRD-' || right(sd_key, 3), id, 'What goal ' || right(sd_key, 3) || ' asks for', 'p1', 40,
  jsonb_build_array(jsonb_build_object(
    'id', 'AC-1', 'statement', title || ', and show it', 'verification', 'demonstration', 'required', true))
from public.strategic_directives_v2 where sd_key >= 'SD-401';
update public.product_requirements_v2 set status = 'in_review' where prd_key >= 'PRD-401' and right(prd_key, 1) < '8';
update public.product_requirements_v2 set status = 'approved' where prd_key >= 'PRD-401' and right(prd_key, 1) < '5';
insert into public.eng_backlog (backlog_key, sd_id, prd_id, title, qa_gate_min)
select 'BL-' || right(prd_key, 3), sd_id, id, 'Build ' || title, 80
from public.product_requirements_v2 where prd_key >= 'PRD-401';
update public.eng_backlog set state = 'ready' where backlog_key >= 'BL-401' and right(backlog_key, 1) < '5';
update public.eng_backlog set state = 'in_progress' where backlog_key >= 'BL-401' and right(backlog_key, 1) < '4';
update public.eng_backlog set state = 'in_review', qa_score = 70 + 10 * right(backlog_key, 1)::int,
  qa_gate_status = case when right(backlog_key, 1) = '0' then 'failed' else 'passed' end::public.eng_qa_gate_status
where backlog_key >= 'BL-401' and right(backlog_key, 1) < '3';
update public.eng_backlog set state = 'done', commit_sha = encode(sha224(backlog_key::bytea), 'hex')::varchar(40)
where backlog_key >= 'BL-401' and right(backlog_key, 1) between '1' and '2';
"""


def main(arguments: list[str]) -> int:
    """Make it, tell about it, and wait until Ctrl-C; with `--once`, end at once."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    files = read_files(Path(__file__).resolve().parent, os.environ, datetime.now(UTC).date())
    postgres = find("auto", major="18")
    told = False
    try:
        with built(files.change, files.change.migrations, postgres.major, "postgres", DAY) as chain:
            for script in files.change.repeatable:
                chain.run(script)
            fill(chain, files.change.seeds)
            probe_as(chain.server, ROLES)
            tell(chain)
            told = True
            while "--once" not in arguments:
                signal.pause()
    except (CheckerError, KeyboardInterrupt) as error:
        # The server's own keeper turns Ctrl-C into an error, so that everything is removed on the way out.
        if not told:
            print(error, file=sys.stderr)
            return 3
    print("\nIt is gone, with all that was in it.")
    return 0


def fill(chain: Chain, seeds: tuple[Script, ...]) -> None:
    """The seeds, and rows like them up to about MANY directives, requirements and items."""
    with chain.server.connect(chain.database, SEEDER) as connection:
        for script in seeds:
            if failed := run_as_it_is(connection, script):
                raise CheckerError(f"a seed fails: {failed.message}", place=str(failed.location))
    with chain.session() as connection:
        connection.execute("set role service_role")
        connection.execute(
            "select set_config('request.jwt.claims', %s, false)", (json.dumps({"role": "service_role"}),)
        )
        for statement in _MORE.strip().split(";\n"):
            connection.execute(statement.removesuffix(";").replace("%(more)s", str(MANY - 16)).encode())


def tell(chain: Chain) -> None:
    """How to connect as each role, and what the published views show to the consuming application."""
    place = f"host={chain.server.socket} port=5432 dbname={chain.database}"
    psql = "psql" if which("psql") else quote(str(chain.server.postgres.bin / "psql"))
    print(f"PostgreSQL {chain.server.postgres.version} with the governance platform. Connect as:\n")
    for role in ROLES:
        claims = json.dumps({"role": role}, separators=(",", ":"))
        options = quote(f"-c role={role} -c request.jwt.claims={claims}")
        print(f"# {role}\nPGOPTIONS={options} {psql} {quote(f'{place} user={PROBER}')}")
    for role in (chain.owner, chain.server.superuser):
        print(f"# {role}\n{psql} {quote(f'{place} user={role}')}")
    with chain.server.connect(chain.database, PROBER) as connection:
        connection.execute("set role venture_app")
        for view, columns in VIEWS.items():
            count = connection.execute(f"select count(*) from {view}".encode()).fetchone()  # noqa: S608
            assert count is not None  # noqa: S101 - a count gives a row
            # First every fourth, so that what stands first by its key is not all there is to see.
            query = (
                f"select {', '.join(columns)} from (select *, row_number() over (order by {columns[0]}) as n from {view}) v"  # noqa: S608
                f" order by (n % 4 <> 1), n limit {SHOWN}"
            )
            rows = connection.execute(query.encode()).fetchall()
            print(f"\n{view}: {count[0]} rows, of which {len(rows)}, as venture_app")
            lines = [columns, *([_cell(value) for value in row] for row in rows)]
            widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
            for line in lines:
                cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
                print(f"  {'  '.join(cells).rstrip()}")
    print("\nCtrl-C ends it and removes everything.", flush=True)


def _cell(value: object) -> str:
    """A value as a person reads it, of a commit as much as tells it apart."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else "-" if value is None else str(value)
    return text[:12] if len(text) == 40 and text.isalnum() else text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
