"""`make demo`: the governance platform in a Postgres that lives as long as this program, with rows to look at."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

from checker.errors import CheckerError
from checker.model import Script
from checker.ops.apply import run_as_it_is
from checker.ops.chain import Chain, built
from checker.ops.files import read_files
from checker.trial.roles import PROBER, SEEDER, probe_as
from checker.trial.sources import find

MANY = 50
ROLES = ("anon", "authenticated", "analyst", "venture_app", "service_role")
VIEWS = ("public.v_eng_trace", "public.v_eng_prd_payload_v1", "public.v_eng_backlog_rollup")
SHOWN = 6
DAY = 86400.0

# As the governance service would: imported, submitted, approved, required, worked on.
_MORE = """
select public.eng_import_directives(
  (select jsonb_agg(jsonb_build_object('sd_key', 'SD-' || n, 'title', 'Demonstrate goal ' || n,
     'owner', case when n % 5 > 0 then 'Head of Area ' || n % 7 end,
     'decision_log_ref', case when n % 3 > 0 then 'DL-2026-' || n end))
   from generate_series(401, 400 + %(more)s) n));
update public.strategic_directives_v2 set status = 'submitted' where sd_key >= 'SD-401' and status = 'draft';
select public.eng_approve_directive(sd_key, 'Head of Product Governance', coalesce(decision_log_ref, 'DL-2026-900'))
from public.strategic_directives_v2 where sd_key >= 'SD-401' and right(sd_key, 1) < '7';
insert into public.product_requirements_v2 (prd_key, sd_id, title, priority, completeness_pct)
select 'PRD-' || right(sd_key, 3), id, 'What ' || title || ' asks for', 'p1', 40
from public.strategic_directives_v2 where sd_key >= 'SD-401';
insert into public.eng_backlog (backlog_key, sd_id, prd_id, title, qa_gate_min)
select 'BL-' || right(prd_key, 3), sd_id, id, 'Build ' || title, 80
from public.product_requirements_v2 where prd_key >= 'PRD-401';
"""


def main(arguments: list[str]) -> int:
    """Make it, tell about it, and wait until Ctrl-C; with `--once`, end at once."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    files = read_files(Path(__file__).resolve().parent, os.environ, datetime.now(UTC).date())
    postgres = find("auto", major="18")
    told = False
    try:
        with built(files.change, files.change.migrations, postgres.major, "postgres", DAY) as chain:
            for script in files.scripts:
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
    print(f"PostgreSQL {chain.server.postgres.version} with the governance platform. Connect as:\n")
    for role in ROLES:
        claims = json.dumps({"role": role}, separators=(",", ":"))
        options = quote(f"-c role={role} -c request.jwt.claims={claims}")
        print(f"  {role:<14} PGOPTIONS={options} psql {quote(f'{place} user={PROBER}')}")
    for role in (chain.owner, chain.server.superuser):
        print(f"  {role:<14} psql {quote(f'{place} user={role}')}")
    print()
    with chain.server.connect(chain.database, PROBER) as connection:
        connection.execute("set role venture_app")
        for view in VIEWS:
            cursor = connection.execute(f"select * from {view} order by 1".encode())  # noqa: S608
            rows = cursor.fetchall()
            names = [column.name for column in cursor.description or ()]
            print(f"{view}: {len(rows)} rows, of which {min(SHOWN, len(rows))}, as venture_app")
            for row in rows[:SHOWN]:
                pairs = (
                    f"{name}={value}" for name, value in zip(names, row, strict=True) if value is not None
                )
                print("  " + ", ".join(pairs)[:160])
            print()
    print("Ctrl-C ends it and removes everything.", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
