"""What a rule is: one module with a docstring for its page and one function that finds.

The id is the module's name in kebab case, the topic its folder. A function that takes a `Change` is
a static rule; one that takes a `Trial` is a live one; one that takes a `Settled` looks at what all the others
found. Rules are found, never listed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec import Struct

from checker.model import Finding, Fix, Location, Severity, Trial

if TYPE_CHECKING:
    from types import ModuleType


class Hit(NamedTuple):
    """What a rule yields: where, what in one sentence with its remedy, of which object.

    `undecided` says what the file hides from the rule, where the rule cannot be sure; a trial then
    settles it, and without one the hit is a warning. `severity` is less than the rule's own where this hit is.
    `proof` is a live rule's, for the message of the static finding that it confirms: what there was to see, in a few words.
    """

    location: Location
    message: str
    object: str | None = None
    fix: Fix | None = None
    undecided: str | None = None
    severity: Severity | None = None
    proof: str = ""


Seen = Literal["rewritten", "scanned"]
Check = Callable[[Any], Iterator[Hit]]
Holds = Callable[[Trial, Finding], bool | None]


class Explains(NamedTuple):
    """How a finding explains those of other rules, by these ids: what it has to add so that one need not be told, empty where that is another matter."""

    others: tuple[str, ...]
    how: Callable[[Finding, Finding], str]


class Rule(Struct, frozen=True):
    """A rule as the engine knows it.

    `twin` names the live rule that asks the catalog the same question of the same object: it
    confirms or refutes what this one found in the file. `seen` names what a trial sees a statement do where the
    rule is right about it: that confirms or refutes a static rule, and what it found, a live rule of the same
    `seen` does not say again. `holds` asks the trial's catalog whether a finding that the file left undecided is so; None
    where that does not tell either. `explains` says which findings of other rules have the same cause as one of its own, and so need
    not be told. `subject` is the type that it takes.
    """

    id: str
    topic: str
    severity: Severity
    stage: Literal["static", "live"]
    check: Check
    doc: str
    twin: str | None = None
    subject: Literal["Change", "Trial", "Settled"] = "Change"
    seen: Seen | None = None
    holds: Holds | None = None
    explains: Explains | None = None

    @property
    def summary(self) -> str:
        """The first sentence of the page."""
        return " ".join(self.doc.strip().split("\n\n", 1)[0].split())

    @property
    def page(self) -> str:
        """Where the page is kept, relative to the repository's root."""
        return f"docs/rules/{self.id}.md"


def id_of(name: str) -> str:
    """The id of the rule in a module of this name."""
    return name.replace("_", "-")


def docstring(module: ModuleType) -> str:
    """A module's docstring, which is a page; from its text where Python was told to leave docstrings out (-OO)."""
    if module.__doc__ is not None or module.__file__ is None:
        return module.__doc__ or ""
    from ast import literal_eval
    from pathlib import Path

    quotes = '"""'
    text = Path(module.__file__).read_text(encoding="utf-8")
    return str(literal_eval(f"{quotes}{text.split(quotes)[1]}{quotes}")) if text.startswith(quotes) else ""


def rule(
    severity: Severity,
    *,
    twin: str | None = None,
    seen: Seen | None = None,
    holds: Holds | None = None,
    explains: Explains | None = None,
) -> Callable[[Check], Rule]:
    """Make a rule of a generator function; its module says the id (file name), topic (folder) and page (docstring)."""

    def make(check: Check) -> Rule:
        module = sys.modules[check.__module__]
        topic, name = check.__module__.split(".")[-2:]
        subject_name = next(iter(check.__annotations__.values()))
        subjects: dict[str, Literal["Change", "Trial", "Settled"]] = {
            "Change": "Change",
            "Trial": "Trial",
            "Settled": "Settled",
        }
        subject = subjects[subject_name]
        return Rule(
            id=id_of(name),
            topic=topic,
            severity=severity,
            stage="live" if subject == "Trial" else "static",
            check=check,
            doc=docstring(module),
            twin=twin,
            subject=subject,
            seen=seen,
            holds=holds,
            explains=explains,
        )

    return make
