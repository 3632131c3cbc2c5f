"""The Open Data Contract Standard's own JSON Schema, and what a file says against it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from checker.errors import CannotCheck
from checker.schema import Flaw, flaws, keywords

PACKAGE = "open_data_contract_standard"


@cache
def standard_schema() -> Mapping[str, Any]:
    """The standard's JSON Schema, from the package that carries it.

    Only its file is read: importing the package would load pydantic, which takes longer than all
    that is done here. Raises CannotCheck where the package is broken, or its schema is newer than
    what `checker.schema` understands.
    """
    spec = find_spec(PACKAGE)
    folder = Path(spec.origin).parent if spec and spec.origin else None
    try:
        if folder is None:
            raise FileNotFoundError(PACKAGE)
        schema: dict[str, Any] = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotCheck(
            f"the JSON Schema of the Open Data Contract Standard can't be read: {error}",
            remedy="Install db-verify again; its requirement open-data-contract-standard carries the schema.",
        ) from error
    unknown = sorted(set(keywords(schema)))
    if unknown:
        raise CannotCheck(
            f"the JSON Schema of the Open Data Contract Standard uses {', '.join(unknown)}, "
            "which this version of db-verify does not understand",
            remedy="Install the version of open-data-contract-standard that db-verify asks for.",
        )
    return schema


def standard_flaws(data: Any) -> tuple[Flaw, ...]:
    """What is wrong with a contract's data by the standard's schema."""
    return flaws(standard_schema(), data)
