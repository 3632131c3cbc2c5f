"""What a pass does not prove, as the report lists it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pglast import ast, enums

from checker.model import Change, Filled, Location, Script, Trial, under
from checker.names import enumerated, quote
from checker.parse.layouts import Filling, layout
from checker.predicate import ANONYMOUS, Answer, conjunction, decide
from checker.proofs import Proofs
from checker.rules._state import is_judged, up_steps
from checker.rules.access._asked import settings_asked
from checker.rules.access._meaning import Judged, shown, unknown_policies
from checker.rules.access._settings import unsaid
from checker.rules.access.policy_widened import unknown_widening
from checker.rules.statements._branches import made_of_rows
from checker.rules.statements.platform_schema_changed import SERVED
from checker.rules.views._published import read_otherwise, remade
from checker.stages import Stages
from checker.state import chain

_NEVER_PROVEN = (
    "production's data: the trial runs on made-up and seeded rows",
    "load and concurrency: nobody else uses the trial's database",
    "what is done to the database by other means than these migrations",
)

# SQL by its name, also where a tool makes it of something else: x.sql, x.psql, x.sql.j2. Flyway's x.sql.conf is none.
_SQL = re.compile(r"\.(?:sql|psql|pgsql|ddl)(?:\.(?!conf$)\w+)?$", re.IGNORECASE)
# Of the files that nobody reads here, so many are named.
_NAMED = 3


def not_proven(stages: Stages, change: Change | None, trial: Trial | None, proofs: Proofs) -> tuple[str, ...]:
    """Everything that a reader of the verdict might take for proven, each in a line: what this run left open, then what none closes."""
    unknown = [*change.aside] if change is not None else []
    if change is not None and not change.config.exposed_schemas:
        unknown.append(
            "that nobody but the application comes to the tables: exposed_schemas names no schema, so row-level security is asked of"
            " those alone on which a role is given something"
        )
    if change is not None and "static" in stages.ran:
        unknown += _unknown_policies(change)
        unknown += _untried_policies(change)
        unknown += _published(change)
        unknown += _unvalidated(change)
        unknown += _unknown_checks(change)
        unknown += _rollbacks(change)
        unknown += _unnamed(change)
        unknown += _rewritten_views(change)
        unknown += _other_rows(change)
        unknown += _filled_in(change)
        unknown += _computed(change, [*made_of_rows(change)])
    if trial is not None:
        unknown += proofs.not_proven
        unknown += _unsaid(trial)
        if trial.before.why:
            unknown.append(f"what the change changes in who may do what: on the base, {trial.before.why}")
        return (*trial.not_proven, *unknown, *_NEVER_PROVEN)
    why = stages.left_out.get("trial") or "the trial was not reached"
    return (f"anything that only running the migrations can show ({why})", *unknown, *_NEVER_PROVEN)


def _unknown_policies(change: Change) -> Iterator[str]:
    """What policies mean, and whether they are wider than before, as far as no text tells; of each table one of the two."""
    told = [*unknown_policies(change)]
    yield from _meanings(told)
    tables = {one.table.name for one, _ in told}
    for table, said in unknown_widening(change):
        if table.name not in tables:
            yield said


def _untried_policies(change: Change) -> Iterator[str]:
    """The platform's own tables for which the change writes policies, since roles are tried on the repository's."""
    config = change.config
    if config.platform != "supabase" or not config.access.declared:
        return
    tables: dict[str, None] = {}
    for step in up_steps(change, ast.CreatePolicyStmt, ast.AlterPolicyStmt):
        relation = getattr(step.statement.node, "table", None)
        if isinstance(relation, ast.RangeVar) and relation.schemaname in SERVED:
            tables[str(step.before.resolve(relation))] = None
    for name in tables:
        yield f"whom the policies let do what to rows of {name}: in the platform's own schemas no role is tried"


def _published(change: Change) -> Iterator[str]:
    """The protected tables that the change has a publication send, since no policy binds who gets it; Supabase's Realtime asks them itself."""
    end = chain(change).end
    sent: dict[str, dict[str, None]] = {}
    for step in up_steps(change, ast.CreatePublicationStmt, ast.AlterPublicationStmt):
        node = step.statement.node
        name = str(getattr(node, "pubname", ""))
        drops = getattr(node, "action", None) == enums.AlterPublicationAction.AP_DropObjects
        if drops or (change.config.platform == "supabase" and name == "supabase_realtime"):
            continue
        for one in getattr(node, "pubobjects", None) or ():
            table = end.table(step.name(one.pubtable.relation)) if one.pubtable else None
            if table is not None and table.rls:
                sent.setdefault(name, {})[str(table.name)] = None
    for name, tables in sent.items():
        yield (
            f"who reads the rows of {enumerated([*tables])} that the publication {quote(name)} sends: its subscribers have them past"
            " every policy"
        )


def _meanings(told: Iterable[tuple[Judged, str]]) -> Iterator[str]:
    """A line for each thing that policies depend on, however many do: a function is one, whatever it is called with."""
    asking: dict[str, list[tuple[Judged, str]]] = {}
    for one, why in told:
        asking.setdefault(why.partition("(")[0] or why, []).append((one, why))
    for name, some in asking.items():
        if len(some) == 1:
            ((one, why),) = some
            yield f"what {one.title} means, from the file: it depends on {why}"
            continue
        tables: dict[str, list[str]] = {}
        for one, _ in some:
            tables.setdefault(str(one.table.name), []).append(quote(one.policy.name))
        policies = "; ".join(f"{', '.join(names)} of {table}" for table, names in tables.items())
        yield f"what {len(some)} policies mean, from the file, since they depend on {name}: {policies}"


def _computed(change: Change, told: Sequence[str]) -> Iterator[str]:
    """Blocks and functions that run a text which no rule of files can read: those of a query's rows that are `told`, and the others."""
    yield from told
    known = set[Location]()
    for mark in chain(change).end.all_undecided():
        place = mark.location
        if mark.aspects or mark.name or place in known or not is_judged(change, place):
            continue
        known.add(place)
        at = f"{place.path}:{place.line}"
        if not any(at in one for one in told):
            yield f"what the rules that read files would say of what is run at {at}: {mark.why}"


def _unvalidated(change: Change) -> Iterator[str]:
    """Constraints that the change adds NOT VALID, or NOT ENFORCED, to tables with rows, and that nothing validates yet."""
    for table in chain(change).end.tables():
        if is_judged(change, table.made):
            continue
        for one in table.constraints.values():
            if one.validated or not is_judged(change, one.made):
                continue
            if not one.enforced:
                yield f"that any row of {table.name} keeps its constraint {quote(one.name)}: it is NOT ENFORCED"
            else:
                yield (
                    f"that the rows which {table.name} has already keep its constraint {quote(one.name)}: it is NOT VALID"
                    " until a later migration validates it (VALIDATE CONSTRAINT)"
                )


def _unknown_checks(change: Change) -> Iterator[str]:
    """CHECKs that the change writes anew under their names, of which no text tells whether they refuse as much as before."""
    states = chain(change)
    for table in states.end.differing(states.old, "table"):
        old = states.old.table(table.name)
        before = old.constraints if old is not None else {}
        for name, one in table.constraints.items():
            was = before.get(name)
            written = one.condition is not None and is_judged(change, one.made)
            if was is None or was.condition is None or not written:
                continue
            takes = ast.BooleanTest(arg=one.condition, booltesttype=enums.BoolTestType.IS_NOT_FALSE)
            refused = ast.BooleanTest(arg=was.condition, booltesttype=enums.BoolTestType.IS_FALSE)
            verdict = decide(conjunction([takes, refused]), ANONYMOUS, relation=table.name.name)
            if verdict.answer is Answer.UNKNOWN:
                yield f"that {table.name} refuses what its constraint {quote(name)} refused before: its text does not tell"


def _rollbacks(change: Change) -> Iterator[str]:
    """The files of a tool whose rollbacks nobody reads here."""
    paths = [one.path for one in change.judged if any(problem.kind == "rollback" for problem in one.problems)]
    if paths:
        yield f"what Liquibase does with {enumerated(paths)}: each is run as one file, and its rollbacks are not run at all"


def _unnamed(change: Change) -> Iterator[str]:
    """SQL that the change brings and nobody reads here: files that the config names nowhere, or whose names no layout takes."""
    config = change.config
    places = (
        *(folder.path for folder in config.migrations),
        *(*config.bootstrap, *config.policies, *config.views, *config.seeds),
    )
    read = {script.path for script in (*change.foundation, *change.scripts)}
    paths = [
        file.path
        for file in change.files
        if file.status != "deleted"
        and _SQL.search(file.path)
        and file.path not in read
        and not any(line.startswith(f"{file.path},") for line in change.aside)
        and not (file.path.lower().endswith(".sql") and any(under({file.path}, place) for place in places))
    ]
    if paths:
        others = len(paths) - _NAMED
        names = [*paths[:_NAMED], *([f"{others} other{'s' if others > 1 else ''}"] if others > 0 else [])]
        yield f"what the SQL in {enumerated(names)} does: the config names no place where it is run from"


def _rewritten_views(change: Change) -> Iterator[str]:
    """The published views whose query is another one now: no shape tells what its rows mean."""
    for one in remade(change):
        query = shown(one.now.query)
        if query is None or query != shown(one.was.query):
            yield (
                f"that {one.now.name} means what it did: its query is another one now ({one.now.changed}), and a contract tells"
                " which columns and values it has, not which rows and what they stand for"
            )


def _other_rows(change: Change) -> Iterator[str]:
    """The published views of whose tables their owners may see other rows now."""
    for view, table in read_otherwise(change):
        yield (
            f"that {view.name} shows the rows that it did: it reads {table.name} as its owner, {quote(view.owner or '')}, to whom the"
            " policies say something else now"
        )


def _filled_in(change: Change) -> Iterator[str]:
    """What a tool writes into a file before it sends it: one entry a script for what nobody else knows, one a word that a file gives a value."""
    taken: dict[tuple[str, str], dict[str, None]] = {}
    for script, filling in _fillings(change):
        texts = [statement.text for statement in script.statements]
        found = [one[0] for text in texts for one in filling.words.finditer(text)]
        if isinstance(script.source, Filled):
            for known in script.source.filled(script.start, script.end):
                taken.setdefault(known, {})[script.path] = None
        if found:
            names = ", ".join(dict.fromkeys(found))
            yield f"what {script.path} does once {filling.tool} has filled in {names}: here the text stands as it is"
    for (word, path), scripts in taken.items():
        yield f"that {word} in {enumerated(scripts)} is what {path} says: the command line and the environment may say otherwise"


def _fillings(change: Change) -> Iterator[tuple[Script, Filling]]:
    """The judged scripts that a tool fills in."""
    for migration in change.judged:
        if filling := layout(migration.layout).filling(migration):
            yield from ((script, filling) for script in migration.scripts)
    for script in change.scripts:
        if isinstance(script.source, Filled) and script.source.words:
            yield script, Filling("Flyway", script.source.words)


def _unsaid(trial: Trial) -> Iterator[str]:
    """What is taken for granted of the settings of callers, and those that policies go by and no caller of the trial has."""
    access = trial.change.config.access
    if trial.end is None or not trial.probes:
        return
    if access.settings_known:
        yield f"that the application alone sets {', '.join(sorted(access.settings_known))}, and to nothing that a user sent"
    tables = {str(one.get("table")) for one in trial.end.of_kind("policy").values()}
    for name in unsaid(access, settings_asked(trial.end, tables)):
        yield f"what the policies let through where {name} is set: access.settings does not name it"
