"""A change asks less of itself: it weakens the config, widens the baseline or narrows the run of the check.

## Why

Who may weaken the check in the change that it should judge can merge anything. So the base's config judges
the change, whatever the head's says; and a weakening beside migrations, views, policies or contracts is an error.
Alone it is a warning, for its reviewers to look at with nothing else in the way.

## How to fix

Put the change of `db/verify.yml`, of the baseline or of the workflow into a pull request of its own.

```text
git switch -c verify-config main
```

## Not reported

- What a workflow leaves out that the base's left out too, and all but its job `DB Verify`.
- What asks for more: another folder, schema, published view or contract, a severity that rises, an extension that is no longer pretended.
- Access to a table that is new, in an entry of its own or in the list of one that the base has.
- A repository that has no config yet, or whose config says nothing of access yet.
- Entries that leave the baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from checker.access import Allow, Approval
from checker.config import BASELINE_PATH, Config
from checker.model import Change, Location, Severity
from checker.rule import Hit, rule
from checker.rules.workflow._jobs import CHECK, jobs, narrowed, read
from checker.state import chain
from checker.yamlfile import Key, read_yaml

Weakening = tuple[Key, str, str]


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each key of the head's config that promises less than the base's, and each new entry of the baseline."""
    base, head = change.base_config, change.head_config
    if base is None:
        return
    severity = None if _touches_the_database(change, base) else Severity.WARNING
    beside = (
        ": see that this is meant"
        if severity
        else ": make this a change of its own, not beside what it judges"
    )
    path = change.config_source.path if change.config_source else "db/verify.yml"
    if head is None:
        yield Hit(Location(path), f"{path} is taken away{beside}", object=path, severity=severity)
    else:
        source = change.head_config_source
        file = read_yaml(source) if source is not None else None
        for key, name, what in _weakenings(change, base, head):
            place = file.place(key) if file is not None else Location(path)
            yield Hit(place, f"{what}{beside}", object=name, severity=severity)
    for workflow, place, what in _workflows(change):
        yield Hit(
            place,
            f"the check would be run with `{what}`, and look at less than it did{beside}",
            object=workflow,
            severity=severity,
        )
    for entry in change.baseline:
        if not entry.counts:
            yield Hit(
                entry.location,
                f"the baseline would excuse {entry.number} of {entry.rule} in {entry.path} that the base's does not{beside}",
                object=f"{BASELINE_PATH} {entry.rule} {entry.path}"
                + (f" {entry.object}" if entry.object else ""),
                severity=severity,
            )


def _workflows(change: Change) -> Iterator[tuple[str, Location, str]]:
    """What the job of the required check leaves out and did not on the base: the workflow's path, the place, what."""
    for document in change.workflows:
        before = read(document.base) if document.base is not None else None
        after = read(document.source)
        if before is None or after is None or document.status == "unchanged":
            continue
        old = [job for job in jobs(before) if job.name == CHECK]
        known = {what for job in old for _, what in narrowed(job)}
        for job in (one for one in jobs(after) if old and one.name == CHECK):
            for index, what in narrowed(job):
                if what not in known:
                    yield document.path, job.place("steps", index), what


def _touches_the_database(change: Change, base: Config) -> bool:
    """Whether the change holds anything that the config would judge."""
    folders = [
        one
        for config in (base, change.config)
        for one in (
            *(folder.path for folder in config.migrations),
            *(*config.policies, *config.views, *config.seeds, *config.bootstrap),
            *((config.contracts.path,) if config.contracts else ()),
        )
    ]
    paths = {path for file in change.files for path in (file.path, file.old_path) if path}
    return any(path == one or path.startswith(one.rstrip("/") + "/") for path in paths for one in folders)


def _weakenings(change: Change, base: Config, head: Config) -> Iterator[Weakening]:
    """Key, name and sentence of each."""
    yield from _rules(base, head)
    yield from _lists(base, head)
    yield from _single(base, head)
    layouts = {folder.path: folder.layout for folder in head.migrations}
    for folder in base.migrations:
        if folder.path not in layouts:
            yield ("migrations",), "migrations", f"migrations gives up {folder.path}"
        elif folder.layout is not None and layouts[folder.path] != folder.layout:
            yield ("migrations",), "migrations", f"{folder.path} is no longer read as {folder.layout}"
    for roles, objects in _lacking(_entries(base), _entries(head)):
        yield ("access",), "access", f"access no longer says what {roles} may do on {objects}"
    for role in sorted(set(base.access.roles) - set(head.access.roles)):
        yield ("access", "roles"), "access.roles", f"access no longer tries what {role} may do"
    yield from _callers(base, head)
    if base.access.declared:
        known = {each.object for one in _entries(base) for each in one.each()}
        known |= {bare for name, _ in chain(change).old.named() for bare in (name, name.partition("(")[0])}
        for roles, objects in _lacking(
            _entries(head), _entries(base), lambda on: on in known or bool(set(on) & set("*?["))
        ):
            yield ("access",), "access", f"access opens {objects} to {roles}"


def _callers(base: Config, head: Config) -> Iterator[Weakening]:
    """What the head says otherwise of the callers that are tried: who owns no row of the seeds must stay one who owns none."""
    for part in ("claims", "settings"):
        for side in ("own", "another"):
            said, now = (getattr(getattr(one.access, part), side) for one in (base, head))
            for name in said:
                if name not in now or now[name] != said[name]:
                    key = ("access", part, side, name)
                    yield (
                        key,
                        ".".join(key),
                        f"access.{part}.{side} no longer says that {name} is {said[name]!r}",
                    )


def _entries(config: Config) -> list[Allow | Approval]:
    return [*config.access.allow, *config.access.approved]


def _lacking(
    some: list[Allow | Approval],
    others: list[Allow | Approval],
    asked: Callable[[str], bool] = lambda _: True,
) -> Iterator[tuple[str, str]]:
    """Of each entry the roles and the objects that it says something of which the others do not say, wherever they say it.

    Of objects that are `asked` for. An entry that has another table, or is cut in two, says of the others what it said.
    """
    said = {each for one in others for each in one.each()}
    for one in some:
        new = [each for each in one.each() if each not in said and asked(str(each.object))]
        if new:
            roles, objects = (
                dict.fromkeys(map(str, names))
                for names in zip(*((each.role, each.object) for each in new), strict=True)
            )
            yield ", ".join(roles), ", ".join(objects)


def _rules(base: Config, head: Config) -> Iterator[Weakening]:
    from checker.rules import all_rules

    for name, known in all_rules().items():
        before = base.rules.get(name, known.severity)
        after = head.rules.get(name, known.severity)
        if after.rank < before.rank:
            yield ("rules", name), f"rules.{name}", f"{name} goes from {before.value} to {after.value}"


def _lists(base: Config, head: Config) -> Iterator[Weakening]:
    shrinking = ("policies", "views", "seeds", "exposed_schemas", "published_views", "consumer_code")
    for key in shrinking:
        for gone in (one for one in getattr(base, key) if one not in getattr(head, key)):
            yield (key,), key, f"{key} gives up {gone}"
    for owner in (one for one in head.view_owners if one not in base.view_owners):
        yield ("view_owners",), "view_owners", f"{owner} may now own published views"
    for stub in (one for one in head.trial.extensions.stub if one not in base.trial.extensions.stub):
        yield (
            ("trial", "extensions", "stub"),
            "trial.extensions.stub",
            f"the extension {stub} would only be pretended",
        )
    known = {*base.trial.extensions.need, *base.trial.extensions.stub}
    for need in (one for one in head.trial.extensions.need if one not in known):
        yield (
            ("trial", "extensions", "need"),
            "trial.extensions.need",
            f"the extension {need} would be made with the bootstrap's rights, whether production has it or not",
        )
    if base.bootstrap != head.bootstrap:
        yield ("bootstrap",), "bootstrap", "bootstrap, which runs as superuser, names other scripts"


def _single(base: Config, head: Config) -> Iterator[Weakening]:
    for key in ("changelog", "audit"):
        if getattr(base, key) is not None and getattr(head, key) != getattr(base, key):
            yield (key,), key, f"{key} is no longer {getattr(base, key)}"
    if base.contracts is not None:
        if head.contracts is None or head.contracts.path != base.contracts.path:
            yield ("contracts",), "contracts", f"contracts are no longer in {base.contracts.path}"
        elif head.contracts.notice < base.contracts.notice:
            said = f"{base.contracts.notice} to {head.contracts.notice} days"
            yield ("contracts", "notice"), "contracts.notice", f"the notice of the contracts goes from {said}"
    if base.pull_request_ids and not head.pull_request_ids:
        yield (
            ("pull_request_ids",),
            "pull_request_ids",
            "pull requests need not name their migrations any more",
        )
    if base.trial.owner != head.trial.owner:
        yield ("trial", "owner"), "trial.owner", f"the migrations are no longer run as {base.trial.owner}"
    if base.trial.postgres and not head.trial.postgres:
        yield (
            ("trial",),
            "trial.postgres",
            f"that production has PostgreSQL {base.trial.postgres} is said no more, so that the trial may run on any",
        )
    if base.platform != head.platform:
        yield ("platform",), "platform", f"the platform is no longer {base.platform}"
    if head.start_from != base.start_from:
        yield ("start_from",), "start_from", "start_from leaves out other migrations than before"
