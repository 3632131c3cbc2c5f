"""A secret stands in SQL, in the CHANGELOG or in an audit report.

## Why

Whoever can read the repository has it, and git keeps it after the line is gone.

## How to fix

Take it out, and replace the secret itself: it is known. A role gets its password outside migrations:

```sql
create role app_reader login;
```

## Not reported

- Lines that the change does not add, in CHANGELOG and audit reports.
- `PASSWORD NULL`, and passwords that are plainly none, as `***` or `<password>`.
- Public keys, hashes of commits, and ids.
- A token of the role `anon`, which Supabase gives to every browser.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection, Iterator

from pglast import ast

from checker.model import Change, Document, Location, Severity, Source, Statement
from checker.rule import Hit, rule
from checker.rules._scripts import every_statement, judged_scripts
from checker.rules._tree import every_call, literal

_BEARER = "a JSON Web Token"
# What a text must have for each pattern to be in it is told much faster than the pattern itself.
_PATTERNS = {
    "a private key": (("PRIVATE KEY-----",), re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")),
    "an AWS access key": (("AKIA", "ASIA"), re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    "a GitHub token": (
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{50,})\b"),
    ),
    "a Slack token": (("xox",), re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}\b")),
    "a Stripe key": (("k_live_",), re.compile(r"\b[rs]k_live_[0-9A-Za-z]{16,}\b")),
    _BEARER: (
        (".eyJ",),
        re.compile(r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
    ),
    "a password in a URL": (
        ("://",),
        re.compile(r"\b[a-z][a-z0-9+]*://[^\s:/@'\"]+:(?![*<$x{]|password@)[^\s:/@'\"]{3,}@"),
    ),
}
_CONNECTION = re.compile(r"\bpassword\s*=\s*'?([^\s']+)", re.IGNORECASE)
_NONE = re.compile(r"[*x.]+|<.*>|\$\{.*\}|:'?\w+'?|changeme|password", re.IGNORECASE)
_WITH_PASSWORDS = (
    ast.CreateRoleStmt,
    ast.AlterRoleStmt,
    ast.CreateUserMappingStmt,
    ast.AlterUserMappingStmt,
    ast.CreateSubscriptionStmt,
    ast.AlterSubscriptionStmt,
)


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each such pattern in judged SQL and in added lines, and each password that a statement's own grammar shows."""
    for statement in every_statement(change, *_WITH_PASSWORDS):
        yield from _passwords(statement)
    for statement, (name, call) in every_call(change, "dblink"):
        if name[-1].startswith("dblink") and any(_in_connection(literal(one)) for one in call.args or ()):
            yield _hit(statement.at(call), "the password of a connection")
    seen: set[str] = set()
    for _, _, script in judged_scripts(change):
        if script.path not in seen:
            seen.add(script.path)
            yield from _search(script.source, None)
    documents: list[Document] = [*change.audit, *([change.changelog] if change.changelog else [])]
    for document in documents:
        yield from _search(document.source, sorted(document.added))


def _passwords(statement: Statement) -> Iterator[Hit]:
    match statement.node:
        case ast.CreateRoleStmt(options=options) | ast.AlterRoleStmt(options=options):
            what = "a role's password"
        case ast.CreateUserMappingStmt(options=options) | ast.AlterUserMappingStmt(options=options):
            what = "the password of a user mapping"
        case ast.CreateSubscriptionStmt(conninfo=text) | ast.AlterSubscriptionStmt(conninfo=text):
            if _in_connection(text):
                yield _hit(statement.location, "the password of a connection")
            return
        case _:
            return
    for option in options or ():
        text = str(option.arg.sval) if isinstance(option.arg, ast.String) else literal(option.arg)
        if option.defname == "password" and text and not _NONE.fullmatch(text):
            yield _hit(statement.at(option), what)


def _in_connection(text: str | None) -> bool:
    found = _CONNECTION.search(text or "")
    return found is not None and not _NONE.fullmatch(found[1])


def _search(source: Source, lines: Collection[int] | None) -> Iterator[Hit]:
    """The secrets on these lines, on any line for None."""
    # No pattern spans lines, so what is not in the whole text is on none of its lines.
    found_at_all = {
        what: pattern
        for what, (needed, pattern) in _PATTERNS.items()
        if any(part in source.text for part in needed) and pattern.search(source.text)
    }
    if lines is None and found_at_all:
        lines = range(1, len(source.lines) + 1)
    for line in lines or () if found_at_all else ():
        text = source.lines[line - 1] if line <= len(source.lines) else ""
        for what, pattern in found_at_all.items():
            for found in pattern.finditer(text):
                if what == _BEARER and _is_for_everybody(found[0]):
                    continue
                place = Location(source.path, line, found.start() + 1, line, found.end() + 1)
                yield _hit(place, what)


def _is_for_everybody(token: str) -> bool:
    """Whether a token says of its bearer that it is `anon` (RFC 7519, section 7.2: the claims stand between the points)."""
    claims = token.split(".")[1]
    try:
        said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("role") == "anon"


def _hit(place: Location, what: str) -> Hit:
    return Hit(
        place, f"this is {what}: take it out, and replace the secret itself, which is known now", object=what
    )
