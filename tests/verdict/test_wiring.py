"""L37, L38: no option of `check` and no key of the config is there without being read.

Each one, given, makes another report than the same run without it; a new option or key without a case here fails.
A rule that finds nothing any more is missed by the self-test (for each rule in turn: tests/rules/test_cases.py).
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from checker.commands.check import add_arguments
from checker.config import Config, Contracts, Extensions, MigrationsFolder, StartFrom, TrialConfig
from tests.support import Result, Scratch, environment
from tests.verdict.conftest import CONFIG, FIRST, HONEST, MAKE_ITEMS, SECOND, migration

WARNS = migration(
    "CREATE INDEX items_label_idx ON public.items (label);", "DROP INDEX public.items_label_idx;"
)


def said(result: Result) -> tuple[int, str, str]:
    """What a run gave, without what differs between any two: times, commits, and the digest of the config."""
    out, err = (
        re.sub(r'"seconds": [\d.e-]+|\b[0-9a-f]{12,64}\b|\b\d+(?:\.\d+)? ?m?s\b', "", text)
        for text in (result.out, result.err)
    )
    return result.code, out, err


@pytest.fixture
def changed(repository: Scratch) -> Scratch:
    """Two migrations on `main`, of which one warns; a third on the branch; another config beside the one."""
    repository.git("switch", "-q", "main")
    repository.write("db/other.yml", CONFIG + "changelog: CHANGELOG.md\n")
    repository.write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n")
    repository.commit("another config")
    repository.git("switch", "-q", "-C", "change")
    repository.write(SECOND, WARNS)
    repository.commit("an index")
    repository.write("db/migrations/202601030900__more.sql", HONEST)
    repository.commit("a column")
    return repository


Extra = tuple[tuple[str, ...], tuple[str, ...]]
OPTIONS: dict[str, Extra] = {
    "PATH": ((FIRST,), ("--static",)),
    "--base": (("--base", "HEAD~1"), ("--static",)),
    "--head": (("--head", "main"), ("--static",)),
    "--all": (("--all",), ("--static",)),
    "--static": (("--static",), ()),
    "--config": (("--config", "db/other.yml"), ("--static",)),
    "--database": (("--database", "postgresql://nobody@127.0.0.1:1/none"), ()),
    "--allow-remote-trial": (
        ("--allow-remote-trial",),
        ("--database", "postgresql://nobody@nowhere.invalid:1/none"),
    ),
    "--format": (("--format", "markdown"), ("--static",)),
    "--output": (("--output", "out.json"), ("--static",)),
    "--report": (("--report", "junit=out.xml"), ("--static",)),
    "--fail-on": (("--fail-on", "warning"), ("--static",)),
    "--write-baseline": (("--write-baseline",), ("--static",)),
    "--as-of": (("--as-of", "2020-01-01"), ("--static",)),
    "--quiet": (("--quiet",), ("--static", "--format", "text")),
    "--verbose": (("--verbose",), ("--static", "--format", "text")),
}
# What is seen only on a terminal: tests/report/test_text.py.
ELSEWHERE = {"--no-color", "--help"}


def test_every_option_has_a_case() -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    known = {action.option_strings[-1] if action.option_strings else "PATH" for action in parser._actions}
    assert known == set(OPTIONS) | ELSEWHERE


@pytest.mark.parametrize("option", OPTIONS)
def test_l37_an_option_changes_something(changed: Scratch, option: str) -> None:
    given, always = OPTIONS[option]
    before = set(changed.folder.iterdir())
    without = said(changed.check(*always))
    with_it = said(changed.check(*always, *given))
    written = set(changed.folder.iterdir()) - before
    assert with_it != without or written


BARE = "CREATE TABLE public.bare (id bigint PRIMARY KEY);"
CREATED = 'CREATE EXTENSION IF NOT EXISTS "no_such_extension";'


@dataclass(frozen=True)
class Key:
    """A config with a key and one without it, the change's migration, and how to check."""

    given: str
    without: str = ""
    up: str = BARE
    arguments: tuple[str, ...] = ("--static",)


ALL = ("--static", "--all")
VIEWS = "views: [db/views]\ncontracts: {path: docs/contracts}\n"
KEYS = {
    "version": Key("version: 2\n"),
    "platform": Key("platform: supabase\n", arguments=()),
    "bootstrap": Key(
        "bootstrap: [db/bootstrap]\n", up=f"{BARE}\nGRANT SELECT ON public.bare TO reader;", arguments=()
    ),
    "start_from.dump": Key("start_from: {dump: db/dump.sql, id: '202601010900'}\n", arguments=ALL),
    "start_from.id": Key(
        "start_from: {dump: db/dump.sql, id: '202601010900'}\n",
        "start_from: {dump: db/dump.sql, id: '202601010800'}\n",
        arguments=ALL,
    ),
    "migrations.path": Key("migrations: [{path: db/old, layout: marker}]\n", arguments=ALL),
    "migrations.layout": Key("migrations: [{path: db/migrations, layout: goose}]\n"),
    "policies": Key("policies: [db/policies]\n", arguments=ALL),
    "views": Key("views: [db/views]\n", arguments=ALL),
    "seeds": Key("seeds: [db/seeds]\n", arguments=()),
    "exposed_schemas": Key("exposed_schemas: [api]\n"),
    "published_views": Key(f"published_views: ['public.un*']\n{VIEWS}", VIEWS, arguments=ALL),
    "view_owners": Key(
        "view_owners: [viewer]\npolicies: [db/policies]\n", "policies: [db/policies]\n", arguments=ALL
    ),
    "contracts.path": Key("contracts: {path: docs/contracts}\n", arguments=ALL),
    "contracts.notice": Key(
        "contracts: {path: docs/contracts, notice: 10}\n", "contracts: {path: docs/contracts}\n"
    ),
    "changelog": Key("changelog: CHANGELOG.md\n"),
    "audit": Key("audit: ops/audit\n"),
    "pull_request_ids": Key("pull_request_ids: true\n"),
    "rules": Key("rules: {table-without-rls: note}\n"),
    "access": Key("access: {allow: [{role: reader, object: public.items, may: select}]}\n", arguments=()),
    "consumer_code": Key("consumer_code: [app]\n", arguments=ALL),
    "trial.owner": Key(
        "trial: {owner: somebody}\n",
        up=f"{BARE}\nDO $$ BEGIN ASSERT current_user = 'somebody'; END $$;",
        arguments=(),
    ),
    "trial.postgres": Key("trial: {postgres: 16}\n", arguments=("--database", "embedded")),
    "trial.extensions.need": Key("trial: {extensions: {need: [no_such_extension]}}\n", arguments=()),
    "trial.extensions.stub": Key(
        "trial: {extensions: {stub: [no_such_extension]}}\n", up=f"{BARE}\n{CREATED}", arguments=()
    ),
    "trial.timeout": Key(
        "trial: {timeout: 2}\n", up=f"{BARE}\nSELECT pg_catalog.pg_sleep(0.7);", arguments=()
    ),
}


def _keys() -> set[str]:
    """Every key by its path; those of `access` have tests of their own, in tests/access."""
    sections: dict[str, type[msgspec.Struct]] = {
        "": Config,
        "migrations": MigrationsFolder,
        "contracts": Contracts,
        "start_from": StartFrom,
        "trial": TrialConfig,
        "trial.extensions": Extensions,
    }
    found = {
        f"{prefix}.{field.encode_name}".lstrip(".")
        for prefix, section in sections.items()
        for field in msgspec.structs.fields(section)
    }
    return found - set(sections)


def test_every_key_has_a_case() -> None:
    assert set(KEYS) == _keys()


PUBLISHED = """\
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: shown
status: active
schema:
  - name: shown
    physicalName: public.shown
    properties:
      - {name: id, physicalType: bigint}
"""


@pytest.fixture
def with_config(tmp_path: Path) -> Callable[[str, str], Scratch]:
    """A repository in which each key has something to speak of, with a config that says so much."""

    def make(config: str, up: str) -> Scratch:
        scratch = Scratch(tmp_path / str(len(list(tmp_path.iterdir()))))
        given = {line.split(":")[0] for line in config.splitlines()}
        kept = [("version", "version: 1\n"), ("migrations", CONFIG.split("\n", 1)[1])]
        scratch.write("db/verify.yml", "".join(text for key, text in kept if key not in given) + config)
        scratch.write(FIRST, MAKE_ITEMS)
        scratch.write("db/old/202601010900__make_others.sql", MAKE_ITEMS.replace("items", "others"))
        scratch.write("db/dump.sql", MAKE_ITEMS.split("/* DOWN */")[0].replace("items", "dumped"))
        scratch.write("db/bootstrap/010.sql", "CREATE ROLE reader;\n")
        scratch.write(
            "db/policies/010.sql", "CREATE POLICY p ON public.items FOR SELECT TO viewer USING (true);\n"
        )
        scratch.write(
            "db/views/010.sql",
            "CREATE OR REPLACE VIEW public.shown AS SELECT * FROM public.items;\n"
            "CREATE OR REPLACE VIEW public.unpromised AS SELECT id FROM public.items;\n",
        )
        scratch.write("db/seeds/010.sql", "INSERT INTO public.items (label) VALUES ('one');\n")
        scratch.write("docs/contracts/shown.odcs.yaml", PUBLISHED)
        scratch.write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n")
        scratch.write("ops/audit/README.md", "# Audit\n")
        scratch.write("app/query.sql", "select label from public.items;\n")
        scratch.branch(message="begin")
        scratch.write(SECOND, migration(up, "DROP TABLE public.bare;"))
        scratch.write(
            "docs/contracts/shown.odcs.yaml",
            PUBLISHED.replace("status: active", "status: deprecated").replace("1.0.0", "1.0.1")
            + "slaProperties: [{property: endOfLife, value: '2026-12-31'}]\n",
        )
        scratch.commit("a table")
        return scratch

    return make


@pytest.mark.parametrize("key", KEYS)
def test_l37_a_key_of_the_config_changes_something(
    with_config: Callable[[str, str], Scratch], key: str
) -> None:
    case = KEYS[key]
    with_it, without = (
        said(with_config(config, case.up).check(*case.arguments, "--as-of", "2026-11-25"))
        for config in (case.given, case.without)
    )
    assert with_it != without


def test_l37_twin_the_same_run_twice_says_the_same(changed: Scratch) -> None:
    assert said(changed.check("--static")) == said(changed.check("--static"))
    assert said(changed.check()) == said(changed.check())


BROKEN = """
import sys
from msgspec.structs import replace
import checker.judge
from checker.rules import all_rules

def nothing(subject):
    yield from ()

rules = {id: replace(rule, check=nothing) if id in sys.argv[1:2] else rule for id, rule in all_rules().items()}
checker.judge.all_rules = lambda: rules
from checker.cli import run
sys.exit(run(["selftest", *sys.argv[2:]]))
"""


def _selftest(folder: Path, broken: str, rule: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, broken, rule],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("rule", ["down-missing", "policy-always-true", "workflow-hides-failure"])
def test_l38_a_rule_that_is_broken_is_missed(tmp_path: Path, rule: str) -> None:
    code, out = _selftest(tmp_path, rule, rule)
    assert code == 1
    assert rule in out


def test_l38_twin_a_rule_that_works_is_not(tmp_path: Path) -> None:
    code, out = _selftest(tmp_path, "grant-all", "down-missing")
    assert code == 0, out
