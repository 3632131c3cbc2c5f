"""Whether others than the application come to a database, and to which schemas: what a repository's files tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from checker.model import Tree
from checker.parse.sql import read_text

POLICY = re.compile(r"\bcreate\s+policy\b", re.IGNORECASE)
_RLS = re.compile(r"\benable\s+row\s+level\s+security\b", re.IGNORECASE)
# The roles that PostgREST's documentation and Supabase give to callers who have not logged in, or have.
_TO_CALLERS = re.compile(r"\bgrant\b[^;]*\bto\b[^;]*\b(?:anon|authenticated|web_anon)\b", re.IGNORECASE)
_TO_ROLES = re.compile(r"\bgrant\b[^;]*\bon\b[^;]*\bto\b", re.IGNORECASE)
# PostgREST's configuration, as a file of its own or in the variables of a container.
_CONFIGURATION = re.compile(
    r"(?:^|/)(?:[^/]*postgrest[^/]*\.conf|(?:docker-)?compose[^/]*\.ya?ml)$", re.IGNORECASE
)
_SHOWN = re.compile(
    r"""^[ \t-]*["']?(?:db-schemas?[ \t]*=|PGRST_DB_SCHEMAS?["']?[ \t]*[:=])[ \t]*["']?([\w, \t]*\w)["']?[ \t]*(?:\#.*)?$""",
    re.MULTILINE,
)
# What a program depends on: a client of Supabase's means that its API is there, whatever makes the tables.
_NEEDS = re.compile(r"(?:^|/)(?:package\.json|pyproject\.toml|requirements[^/]*\.txt|pubspec\.ya?ml)$")
_API = re.compile(r"postgrest|\bPGRST_|\bsupabase", re.IGNORECASE)


def shown(tree: Tree, paths: Iterable[str], schemas: Any, told_by: str) -> tuple[tuple[str, ...], str | None]:
    """The schemas that an API shows, without those that are Supabase's own, and the file that says so; none where no file does.

    `schemas` is what Supabase's configuration at `told_by` says. Where PostgREST is configured in two ways, none is taken.
    """
    named = {told_by: schemas}
    if not schemas:
        texts = {path: _text(tree, path) for path in paths if _CONFIGURATION.search(path)}
        named = {path: match[1].split(",") for path, text in texts.items() for match in _SHOWN.finditer(text)}
    found = {
        path: tuple(
            name for one in names if (name := str(one).strip()) not in ("", "graphql_public", "storage")
        )
        for path, names in named.items()
        if names
    }
    path, shows = next(iter(found.items()), (None, ()))
    if len(set(found.values())) == 1 and shows:
        return shows, path
    return (), None


def serves(tree: Tree, paths: Iterable[str]) -> bool:
    """Whether something tells of an API that gives the tables to whoever calls it."""
    return any(
        "postgrest" in path.lower() or _API.search(_text(tree, path))
        for path in paths
        if _CONFIGURATION.search(path) or _NEEDS.search(path)
    )


def opens_tables(texts: Iterable[str]) -> bool:
    """Whether SQL files tell that others come to the tables: they use row-level security, or grant something to callers."""
    return any(pattern.search(text) for text in texts for pattern in (_RLS, POLICY, _TO_CALLERS))


def gives(texts: Iterable[str]) -> bool:
    """Whether SQL files grant something that they make to a role."""
    return any(map(_TO_ROLES.search, texts))


def _text(tree: Tree, path: str) -> str:
    return read_text(path, tree.read(path))[0].text
