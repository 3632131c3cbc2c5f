"""The state along the chain: what earlier migrations, policies and views made, before and after each statement.

Usage, in a static rule:

    from checker.state import chain

    for step in chain(change).steps(migration.up):       # (script, statement, before, after), in order
        table = step.after.table(step.after.resolve(step.statement.node.relation))

- `chain(change)` is worked out once per Change and kept. `chain(change).steps()` gives every step of
  every script in the order in which a database meets them: bootstrap, the migrations' ups, the base's
  repeatable scripts before the first migration that is new after all merged ones, then the head's
  policies and views. `.steps(script)` gives those of one script, `migration.down` included (it starts from the
  state right after its own up). `.before(script)` and `.after(script)` are a script's states, `.end`
  the last one of all. `step.name` is the name that a RangeVar of this step's statement resolves to:
  `step.name(node.relation)`.
- A `State` is a moment: immutable, cheap, comparable only by what it answers. It answers `table(name)`,
  `view`, `function`, `index`, `sequence`, `type`, `schema`, `role`, `extension` with a noun of
  `checker.state.nouns` or None, and `tables()`, `views()`, … with all of them. `policies(table)`, `triggers(table)`
  and `indexes(table)` give what belongs to a table; `grants(kind, name)` who was given what on an object (with
  what default privileges gave it), `default_privileges()` those; `members(role)` what a role can act as.
- Names are `Name(schema, name)`, and `str(name)` is qualified and quoted as SQL needs it, the same as the
  trial's `ObjectId.name`. `state.resolve(range_var)` looks along the search_path of that moment.
- Every noun has `made`, the place of the statement that made it (a Location), and `changed`, of the last
  that altered it. `made_by(step.script, noun.made)` says whether it is one of the script's own.
- `state.undecided(aspect, name)` is None, or a sentence that says what hides (a DO block, an EXECUTE with
  a computed text, a called function) whether this aspect of the object is as the state says: pass it as
  `Hit(undecided=…)`. Aspects: see `Aspect`. What stands in a `DO` block or function without a
  condition around it, and what an EXECUTE of a literal says, is applied like any statement. What
  stands under a condition or an exception handler is applied where it adds something, and is undecided.

What it does not do: it does not type-check, and an unknown name is no error; a table that no script
makes (`state.table(name) is None`) is simply unknown.
"""

from checker.state.chain import Chain, Step, chain, made_by
from checker.state.dynamic import COMPUTED_TABLE
from checker.state.names import Name, type_name, words
from checker.state.nouns import (
    Aspect,
    Column,
    Constraint,
    DefaultPrivilege,
    Extension,
    Function,
    Grant,
    Index,
    Policy,
    Role,
    Schema,
    Sequence,
    Table,
    Trigger,
    Type,
    Undecided,
    View,
)
from checker.state.timeline import State

__all__ = [
    "COMPUTED_TABLE",
    "Aspect",
    "Chain",
    "Column",
    "Constraint",
    "DefaultPrivilege",
    "Extension",
    "Function",
    "Grant",
    "Index",
    "Name",
    "Policy",
    "Role",
    "Schema",
    "Sequence",
    "State",
    "Step",
    "Table",
    "Trigger",
    "Type",
    "Undecided",
    "View",
    "chain",
    "made_by",
    "type_name",
    "words",
]
