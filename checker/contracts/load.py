"""All files of the contracts' folder → contracts (of the head and of the base), consumers and problems."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from checker.contracts.consumers import read_consumer
from checker.contracts.odcs import SUFFIXES, read
from checker.model import Change, Consumer, Contract, Document, FileChange, Problem


class Loaded(Struct, frozen=True):
    """What the contracts' folder holds. A contract with a problem is not among `contracts`.

    `base` are the base's contracts, those of files that the change deletes included.
    """

    contracts: tuple[Contract, ...] = ()
    base: tuple[Contract, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    problems: tuple[Problem, ...] = ()


def load(documents: Iterable[Document], files: Iterable[FileChange] = (), folder: str = "") -> Loaded:
    """Read the folder's files (`documents`, the head's) and the base's versions of them.

    `*.odcs.yaml` (or `.yml`) is a contract, any YAML file in a folder `consumers` a consumer; other
    files are no business of this. `files` are the paths that the change touches: from them come the
    contracts below `folder` that it deletes.
    """
    contracts: list[Contract] = []
    base: list[Contract] = []
    consumers: list[Consumer] = []
    problems: list[Problem] = []
    known: set[str] = set()
    for document in documents:
        known.add(document.path)
        if document.path.endswith(SUFFIXES):
            contract, wrong = read(document.source)
            problems += wrong
            if contract is not None:
                contracts.append(replace(contract, file_status=document.status))
            if document.base is not None:
                same = document.base.text == document.source.text
                old = contract if same else read(document.base)[0]
                if old is not None:
                    base.append(replace(old, path=document.base.path, file_status=document.status))
        elif "/consumers/" in f"/{document.path}" and document.path.endswith((".yml", ".yaml")):
            consumer, wrong = read_consumer(document.source)
            problems += wrong
            if consumer is not None:
                consumers.append(consumer)
    prefix = folder.rstrip("/") + "/" if folder else ""
    for change in files:
        gone = change.status == "deleted" and change.base is not None and change.path not in known
        if (
            gone
            and change.path.startswith(prefix)
            and change.path.endswith(SUFFIXES)
            and change.base is not None
        ):
            old = read(change.base)[0]
            if old is not None:
                base.append(replace(old, file_status="deleted"))
    problems += _twice(contracts)
    return Loaded(tuple(contracts), tuple(base), tuple(consumers), tuple(problems))


def with_contracts(change: Change) -> Change:
    """The change with what its `contract_files` say."""
    if change.config.contracts is None:
        return change
    loaded = load(change.contract_files, change.files, change.config.contracts.path)
    return replace(
        change,
        contracts=loaded.contracts,
        base_contracts=loaded.base if change.base is not None else (),
        contract_problems=loaded.problems,
        consumers=loaded.consumers,
    )


def _twice(contracts: list[Contract]) -> list[Problem]:
    first: dict[str, Contract] = {}
    found = []
    for contract in contracts:
        other = first.setdefault(contract.view, contract)
        if other is not contract:
            found.append(
                Problem(
                    contract.location,
                    f"{contract.view} already has a contract: {other.path}; keep one of them",
                )
            )
    return found
