"""Our contracts with another tool: datacontract-cli accepts their form, and finds them kept in a real Postgres.

Run as `python -m tests.contracts.interop PATH/TO/datacontract`. It is no test of `make test`, since that tool
brings 500 MB along; `make contracts-interop` gives it an environment of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from checker.config import Options
from checker.discover import discover
from checker.model import Change
from checker.names import split_qualified
from checker.run import read
from checker.settings import load_settings
from checker.trial import sources
from checker.trial.ground import Ground
from checker.trial.roles import SEEDER
from tests.support import ROOT

SERVER = """
servers:
  - server: trial
    type: postgres
    host: "{host}"
    port: {port}
    database: {database}
    schema: {schema}
"""


def repository() -> Change:
    """This repository as it lies here, every migration judged."""
    options = Options(everything=True, as_of=date.today())  # noqa: DTZ011
    found = discover(ROOT, options, {})
    return read(found, load_settings(found, options), options)


def run(tool: str, *arguments: str) -> int:
    """Run datacontract-cli as a role that may read all rows; gives its exit code."""
    environment = {
        **os.environ,
        "DATACONTRACT_POSTGRES_USERNAME": SEEDER,
        "DATACONTRACT_POSTGRES_PASSWORD": "not asked for",
        "NO_COLOR": "1",
    }
    print(f"$ datacontract {' '.join(arguments)}", flush=True)
    return subprocess.run([tool, *arguments], env=environment, check=False, timeout=300).returncode


def main(tool: str) -> int:
    """Lint and test each contract; 0 where the tool accepts them all."""
    change = repository()
    assert change.contracts
    assert not change.contract_problems
    failed = []
    with ExitStack() as stack:
        ground = Ground(change, sources.find("embedded"), change.migrations, stack)
        for script in change.repeatable:
            assert ground.run(script).status == "applied", script.path
        for seed in change.seeds:
            assert ground.run_seed(seed).status == "applied", seed.path
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for contract in change.contracts:
            text = (ROOT / contract.path).read_text(encoding="utf-8")
            # That tool takes the schema from the server, and the name without it.
            schema, name = split_qualified(contract.view)
            text = text.replace(f"physicalName: {contract.view}\n", f"physicalName: {name}\n")
            server = SERVER.format(
                host=ground.server.socket, port=5432, database=ground.database, schema=schema
            )
            copy = folder / Path(contract.path).name
            copy.write_text(text + server, encoding="utf-8")
            if run(tool, "lint", str(ROOT / contract.path)) or run(tool, "test", str(copy)):
                failed.append(contract.path)
    print(f"{len(change.contracts)} contracts, {len(failed)} not accepted: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
