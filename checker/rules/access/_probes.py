"""What the trial's probes say beside what is declared, one entry a role and relation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from checker.access import NOBODY, claims_in_words
from checker.model import Probe, Trial


class Parted(Struct, frozen=True):
    """A role and a relation of which probes and declaration do not say the same."""

    role: str
    relation: str
    probes: tuple[Probe, ...]
    told_by: str = "claims"

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(probe.action for probe in self.probes))

    @property
    def who(self) -> str:
        return "everybody (a role without any grant)" if self.role == NOBODY else self.role

    @property
    def circumstances(self) -> str:
        """With which claims; empty where any will do."""
        claims = list(dict.fromkeys(probe.claims for probe in self.probes))
        asked = all(probe.action in ("references", "trigger", "execute") for probe in self.probes)
        if asked or "<" in self.relation:
            return ""
        return f" {claims_in_words(claims, self.told_by)}".rstrip()

    @property
    def only(self) -> str:
        """The columns, where the privilege is for some of them: ` (only the column body)`."""
        said = {probe.detail for probe in self.probes if probe.detail.startswith("only the column")}
        return f" ({said.pop()})" if len(said) == 1 else ""

    @property
    def rows(self) -> int:
        """The most rows that were read."""
        return max((probe.rows or 0 for probe in self.probes if probe.action == "select"), default=0)

    @property
    def unmade(self) -> str | None:
        """A row in words that would show it, where nothing else has shown any of it."""
        made = any(probe.allowed for probe in self.probes)
        return (
            None if made else next((probe.unmade for probe in self.probes if probe.unmade is not None), None)
        )


def parted(trial: Trial, wrong: Callable[[Probe], bool]) -> Iterator[Parted]:
    """The probes that are wrong, by role and relation. What everybody can do is said of `nobody` alone."""
    found: dict[tuple[str, str], list[Probe]] = {}
    everybody = {
        (probe.relation, probe.action)
        for probe in trial.probes
        if probe.role == NOBODY and probe.allowed and wrong(probe)
    }
    for probe in trial.probes:
        shared = (probe.relation, probe.action) in everybody and probe.role != NOBODY and probe.allowed
        if not shared and wrong(probe):
            found.setdefault((probe.role, probe.relation), []).append(probe)
    for (role, relation), probes in found.items():
        yield Parted(role, relation, tuple(probes), trial.change.config.access.told_by)
