"""The JSON Schema of the config is the one that the types give, and says the same of a file as the program."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.config import json_schema
from checker.configfile import read_config
from checker.errors import UsageError
from checker.model import Source
from checker.reference import made
from checker.yamlfile import read_yaml
from tests.support import ROOT, Scratch

SHIPPED: dict[str, Any] = json.loads((files("checker") / "verify.v1.schema.json").read_text(encoding="utf-8"))
A = "{app.tenant: a}"
GOOD = "version: 1\nmigrations: [{path: m}]\n"
ALLOW = "access:\n  allow: [{role: reader, object: public.note"


def test_the_shipped_schema_is_current() -> None:
    assert json.loads(json.dumps(json_schema())) == SHIPPED
    jsonschema.Draft202012Validator.check_schema(SHIPPED)


def test_the_page_of_the_config_is_current() -> None:
    for path, text in made().items():
        assert (ROOT / path).read_bytes() == text.encode(), "run `make docs`"


def test_this_repositorys_config_fits() -> None:
    source = Source.of("db/verify.yml", (ROOT / "db/verify.yml").read_text(encoding="utf-8"))
    jsonschema.validate(read_yaml(source).data, SHIPPED)
    read_config(source)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        (GOOD + "migration: []\n", 3, 1, "did you mean 'migrations'?"),
        ("version: 1\nmigrations: [{path: m, layuot: goose}]\n", 2, 24, "did you mean 'layout'?"),
        ("version: 1\nmigrations:\n  - path: m\n    layout: gose\n", 4, 5, "did you mean 'goose'?"),
        (GOOD + "rules: {syntax-error: eror}\n", 3, 9, "did you mean 'error'?"),
        ("version: 2\nmigrations: [{path: m}]\n", 1, 1, "version"),
        ("version: 1\n", 1, 1, "'migrations' is missing"),
        (GOOD + "trial: {timeout: 0}\n", 3, 9, "timeout: a whole number of at least 1 belongs here"),
        ("version: 1\nmigrations: []\n", 2, 1, "migrations: at least one belongs here"),
        (GOOD + "changelog: ''\n", 3, 1, "changelog: text belongs here, and it is empty"),
        (GOOD + "trial: {owner: ''}\n", 3, 9, "trial.owner: text belongs here, and it is empty"),
        (GOOD + "trial: {postgres: '18.1'}\n", 3, 9, "trial.postgres: a whole number belongs here, as 18"),
        (GOOD + "trial: {postgres: 18.1}\n", 3, 9, "trial.postgres: a whole number or text or nothing"),
        (GOOD + "1: 2\n", 1, 1, "the config: a key belongs in quotes where it is no text"),
        (GOOD + f"{ALLOW}, may: selct}}]\n", 4, 47, "may can't be 'selct'; did you mean 'select'?"),
        (GOOD + f"{ALLOW}, may: [select, updte]}}]\n", 4, 61, "may can't be 'updte'; did you mean 'update'?"),
        (GOOD + "changelog: 3\n", 3, 1, "changelog: text or nothing belongs here, not a whole number"),
        (GOOD + "views: db/views\n", 3, 1, "views: a list belongs here, not text"),
        (
            GOOD + f"access:\n  settings: {{own: {{app.tenant: 1}}, another: {A}}}\n",
            4,
            20,
            "own.app.tenant: text belongs here",
        ),
        (GOOD + f"access:\n  settings: {{own: {A}, others: {A}}}\n", 4, 36, "unknown key 'others'"),
        (
            GOOD + "access:\n  settings:\n    own: {role: admin}\n",
            5,
            11,
            "a name without a dot is the server's own",
        ),
        (
            GOOD + "access:\n  settings:\n    own: {app.x-y: a}\n",
            5,
            11,
            "each part of the name begins with a letter",
        ),
    ],
)
def test_what_the_program_refuses_the_schema_refuses(text: str, line: int, column: int, words: str) -> None:
    source = Source.of("db/verify.yml", text)
    with pytest.raises(UsageError) as refused:
        read_config(source)
    assert refused.value.place == f"db/verify.yml:{line}:{column}"
    assert words in refused.value.message
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read_yaml(source).data, SHIPPED)


def test_claims_may_be_one_word() -> None:
    allow = "{role: reader, object: public.note, may: select, claims: own}"
    source = Source.of("db/verify.yml", GOOD + f"access: {{allow: [{allow}]}}\n")
    jsonschema.validate(read_yaml(source).data, SHIPPED)
    access = read_config(source).access
    assert access.allows("reader", "public.note", "select", "own")
    assert not access.allows("reader", "public.note", "select", "none")


SETTINGS = GOOD + "access:\n  settings:\n    own: {}\n    another: {}\n"


@pytest.mark.parametrize(
    ("own", "another", "place", "words"),
    [
        (A, "{}", "6:5", "another does not say app.tenant"),
        (A, "{app.tenent: b}", "6:5", "another does not say app.tenant; did you mean 'app.tenent'?"),
        ("{}", A, "5:5", "own does not say app.tenant"),
        (A, A, "6:5", "another says what own says"),
        ("{app.t: a, App.T: b}", "{}", "5:21", "app.t is the same setting"),
        ("{request.jwt.claims: a}", "{}", "5:11", "access.claims says what the token holds"),
        ("{request.jwt.claim.sub: a}", "{}", "5:11", "access.claims says what the token holds"),
        ("{plpgsql.check: a}", "{}", "5:11", "PL/pgSQL's own"),
        ('{app.t: "a\\0"}', "{}", "5:11", "no NUL"),
    ],
)
def test_settings_of_two_callers(own: str, another: str, place: str, words: str) -> None:
    text = SETTINGS.replace("own: {}", f"own: {own}").replace("another: {}", f"another: {another}")
    with pytest.raises(UsageError) as refused:
        read_config(Source.of("db/verify.yml", text))
    assert words in refused.value.message
    assert refused.value.place == f"db/verify.yml:{place}"
    assert refused.value.remedy


def test_settings_in_any_case_are_the_same() -> None:
    text = SETTINGS.replace("own: {}", "own: {App.Tenant: a}").replace(
        "another: {}", "another: {app.tenant: b}"
    )
    access = read_config(Source.of("db/verify.yml", text)).access
    assert access.brought("reader", "own")[0].settings == {"app.tenant": "a"}
    assert access.brought("reader", "forged")[0].settings == {"app.tenant": "b"}
    unset, blank = access.brought("reader", "none")
    assert unset.fresh and not unset.settings
    assert blank.settings == {"app.tenant": ""}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + "views: [a]\nviews: [b]\n", "stands here twice"),
        (GOOD + "views: [../outside]\n", "not a path inside the repository"),
        (GOOD + "views: [/etc]\n", "not a path inside the repository"),
        ("&a [*a]\n", "refers to itself"),
        ("a: [\n", "not valid YAML"),
        ("", "empty"),
        ("[a]\n", "no mapping"),
    ],
)
def test_what_no_schema_can_say(text: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_config(Source.of("db/verify.yml", text))
    assert words in refused.value.message


def test_an_unknown_rule_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError) as refused:
        read_config(
            Source.of("db/verify.yml", GOOD + "rules: {sintax-error: off}\n"), frozenset({"syntax-error"})
        )
    assert "did you mean 'syntax-error'?" in refused.value.message


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (GOOD + "views: [a, b, a]\n", "3:15", "names a twice"),
        ("version: 1\nmigrations:\n  - &it\n    path: m\n  - *it\n", "4:11", "names m twice"),
        (GOOD + "policies:\n  - good\n  - ../bad\n", "5:5", "not a path inside"),
    ],
)
def test_a_wrong_path_is_named_where_it_stands(text: str, place: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_config(Source.of("db/verify.yml", text))
    assert words in refused.value.message
    assert refused.value.place == f"db/verify.yml:{place}"


def test_a_path_that_names_nothing_is_named_where_it_stands(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("m/202601010000__a.sql", "select 1;\n")
    scratch.write("db/verify.yml", "version: 1\nmigrations:\n  - path: m\npolicies:\n  - gone\n")
    scratch.commit("all")
    result = scratch.check("--static", "--all")
    assert result.code == 2
    assert "db/verify.yml:5:5" in result.report["error"]
