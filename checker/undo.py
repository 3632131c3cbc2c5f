"""The SQL that takes a difference between two catalogs back: for the trial to run, and for a message to show."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.model import Difference, ObjectId, Snapshot
from checker.names import literal
from checker.objects import own_name, table_of

Properties = Mapping[str, str | None]

# Objects that live in another one, which their statements name.
_OF_A_TABLE = frozenset({"constraint", "policy", "trigger", "rule"})
_DEFERRED = re.compile(r" DEFERRABLE(?: INITIALLY DEFERRED)?")
_ENABLED = {None: "ENABLE", "no": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}
# Whose options are those of a foreign data wrapper, and whose are a relation's.
_FOREIGN = frozenset({"server", "foreign data wrapper", "user mapping"})
_WITH_OPTIONS = frozenset({"table", "view", "materialized view"})
_GRANT = re.compile(r"([A-Z ]+) to (.*?)( with grant option)?( granted by .*)?")
# What has hardly a property that could be altered.
_MADE_AGAIN = _OF_A_TABLE | {"materialized view", "index", "statistics", "domain constraint"}
_LONGEST = 200
# What has no statement of its own that this module could write, or is only ever granted on.
_NO_STATEMENT = frozenset(
    {
        "database",
        "language",
        "large objects",
        "extension grants",
        "system grants",
        "parameter grants",
    }
)


def undo(difference: Difference, before: Snapshot, after: Snapshot) -> str | None:
    """Statements, each ending in a semicolon, that make an object of `after` what it was in `before`.

    None where there is no such statement, as for an enum's labels or a column's place.
    """
    key = difference.object
    if key.kind == "column" and ObjectId("type", str(table_of(key, {}))) in before.objects:
        return _attribute(difference, before.objects.get(key, {}))
    if difference.property is None:
        if difference.kind == "generated name only":
            return None
        if difference.before is None:
            return drop(key, after.objects.get(key, {}))
        return create(key, before.objects.get(key, {}))
    was, now = before.objects.get(key, {}), after.objects.get(key, {})
    return _alter(key, difference.property, was, now)


def short(sql: str | None) -> str | None:
    """The same on one line, cut where it is too long to be read in a sentence."""
    if sql is None:
        return None
    line = " ".join(sql.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()} …"


def drop(key: ObjectId, properties: Properties) -> str | None:
    """The statement that removes an object."""
    table, name = table_of(key, properties), own_name(key, properties)
    if key.kind in _NO_STATEMENT:
        return None
    match key.kind:
        case "column":
            return f"ALTER TABLE {table} DROP COLUMN {name};"
        case "constraint":
            return f"ALTER TABLE {table} DROP CONSTRAINT {name};"
        case "domain constraint":
            return f"ALTER DOMAIN {table} DROP CONSTRAINT {name};"
        case "policy" | "trigger" | "rule":
            return f"DROP {key.kind.upper()} {name} ON {table};"
        case "membership":
            member, _, role = key.name.partition(" in ")
            return f"REVOKE {role} FROM {member};"
        case "default privileges":
            return _grants(key, properties, properties.get("grants"), _granted_anyway(key, properties))
        case "dependence":
            return _dependence(key, "NO DEPENDS")
        case _:
            return f"DROP {key.kind.upper()} {key.name};"


def create(key: ObjectId, properties: Properties) -> str | None:
    """The statement that makes an object again, without its grants and comment."""
    get = properties.get
    table, name = table_of(key, properties), own_name(key, properties)
    definition = get("definition")
    if key.kind in _NO_STATEMENT:
        return None
    match key.kind:
        case "index" | "trigger" | "rule" | "statistics":
            return f"{(definition or '').rstrip(';')};"
        case "column":
            return f"ALTER TABLE {table} ADD COLUMN {name} {_column(properties)};"
        case "constraint":
            return f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition};"
        case "domain constraint":
            return f"ALTER DOMAIN {table} ADD CONSTRAINT {name} {definition};"
        case "policy":
            return _policy(str(table), name, properties)
        case "view" | "materialized view":
            options = f" WITH ({_list(get('options'))})" if get("options") else ""
            return f"CREATE {key.kind.upper()} {name}{options} AS {(definition or '').strip()}"
        case "type" if get("kind") == "enum":
            return f"CREATE TYPE {name} AS ENUM ({_list(get('labels'))});"
        case "domain":
            rest = f" DEFAULT {get('default')}" if get("default") else ""
            return f"CREATE DOMAIN {name} AS {get('base')}{rest}{' NOT NULL' if get('not null') else ''};"
        case "function" | "procedure":
            return _function(key, properties)
        case "table" | "type" | "foreign table":
            return f"CREATE {key.kind.upper()} {name} ({_list(get('columns'))} …);"
        case "schema" | "role":
            return f"CREATE {key.kind.upper()} {name};"
        case "sequence":
            return f"CREATE SEQUENCE {name} AS {get('type')};"
        case "extension":
            return f"CREATE EXTENSION {name} SCHEMA {get('schema')} VERSION '{get('version')}';"
        case "membership":
            member, _, role = key.name.partition(" in ")
            return f"GRANT {role} TO {member};"
        case "default privileges":
            return _grants(key, properties, _granted_anyway(key, properties), get("grants"))
        case "dependence":
            return _dependence(key, "DEPENDS")
        case _:
            return f"CREATE {key.kind.upper()} {name} …;"


def _alter(key: ObjectId, changed: str, was: Properties, now: Properties) -> str | None:
    """The statement that gives a property its former value back."""
    old, new = was.get(changed), now.get(changed)
    properties = now or was
    match changed:
        case "grants":
            return _grants(key, properties, new, old)
        case "comment" if key.kind == "database":
            return None
        case "comment":
            return f"COMMENT ON {_address(key, properties)} IS {'NULL' if old is None else literal(old)};"
        case "owner":
            return f"ALTER {_address(key, properties)} OWNER TO {old};"
        case "options" | "foreign options" if key.kind in _FOREIGN or changed == "foreign options":
            return _foreign_options(key, old, new)
        case "options" | "toast options" if key.kind in _WITH_OPTIONS:
            return _options(key, old, new, "toast." if changed == "toast options" else "")
        case "settings" | "settings here":
            return _settings(key, changed, old, new)
    table, name = table_of(key, properties), own_name(key, properties)
    match key.kind, changed:
        case "column", "options":
            return " ".join(f"ALTER TABLE {table} ALTER COLUMN {name} {part};" for part in _set(old, new))
        case "column", _:
            column = _alter_column(changed, old, new, was)
            return f"ALTER TABLE {table} ALTER COLUMN {name} {column};" if column else None
        case _, "row security":
            return f"ALTER TABLE {name} {'ENABLE' if old else 'DISABLE'} ROW LEVEL SECURITY;"
        case _, "force row security":
            return f"ALTER TABLE {name} {'FORCE' if old else 'NO FORCE'} ROW LEVEL SECURITY;"
        case _, "persistence":
            return f"ALTER {key.kind.upper()} {name} SET {'UNLOGGED' if old else 'LOGGED'};"
        case _, "replica identity":
            return f"ALTER TABLE {name} REPLICA IDENTITY {(old or 'default').upper() if old in (None, 'nothing', 'full') else old};"
        case _, "tablespace":
            return f"ALTER {key.kind.upper()} {name} SET TABLESPACE {old or 'pg_default'};"
        case "table", "partition of":
            parent, _, bound = (old or new or "").partition(" ")
            moved = f"ATTACH PARTITION {name} {bound}" if old else f"DETACH PARTITION {name}"
            return f"ALTER TABLE {parent} {moved};"
        case "table", "inherits":
            return _inherit(name, old, new)
        case "view", "definition":
            options = f" WITH ({_list(was.get('options'))})" if was.get("options") else ""
            return f"CREATE OR REPLACE VIEW {name}{options} AS {(old or '').strip()}"
        case kind, _ if kind in _MADE_AGAIN:
            return _other(key, changed, was, now)
        case (("function" | "procedure"), ("volatility" | "parallel" | "security")):
            word = "" if changed == "volatility" else f"{changed} "
            return f"ALTER {key.kind.upper()} {name} {word.upper()}{(old or '').upper()};"
        case (("function" | "procedure"), _):
            return _function(key, was, replace=True)
        case "domain", "default":
            return f"ALTER DOMAIN {name} {f'SET DEFAULT {old}' if old else 'DROP DEFAULT'};"
        case "domain", "not null":
            return f"ALTER DOMAIN {name} {'SET' if old else 'DROP'} NOT NULL;"
        case (("sequence" | "role"), _):
            part = _alter_role(changed, old) if key.kind == "role" else _alter_sequence(changed, old)
            return f"ALTER {key.kind.upper()} {name} {part};" if part else None
        case "extension", "version":
            return f"ALTER EXTENSION {name} UPDATE TO '{old}';"
        case "event trigger", "enabled":
            return f"ALTER EVENT TRIGGER {name} {_ENABLED.get(old, 'ENABLE')};"
        case _:
            return None


def _alter_sequence(changed: str, old: str | None) -> str | None:
    match changed:
        case "increment" | "start" | "cache":
            return f"{changed.upper()} {old}"
        case "minimum":
            return f"MINVALUE {old}"
        case "maximum":
            return f"MAXVALUE {old}"
        case "type":
            return f"AS {old}"
        case "cycle":
            return "CYCLE" if old else "NO CYCLE"
        case "owned by":
            return f"OWNED BY {old or 'NONE'}"
        case _:
            return None


def _alter_role(changed: str, old: str | None) -> str | None:
    match changed:
        case "superuser" | "createrole" | "createdb" | "login" | "replication" | "bypassrls":
            return f"{'' if old else 'NO'}{changed.upper()}"
        case "inherit":
            return "NOINHERIT" if old else "INHERIT"
        case "valid until":
            return f"VALID UNTIL '{old or 'infinity'}'"
        case "connection limit":
            return f"CONNECTION LIMIT {old or -1}"
        case _:
            return None


def _inherit(table: str, old: str | None, new: str | None) -> str | None:
    want, have = ((text or "").split("\n") for text in (old, new))
    lost = [f"ALTER TABLE {table} INHERIT {parent};" for parent in want if parent not in ("", *have)]
    extra = [f"ALTER TABLE {table} NO INHERIT {parent};" for parent in have if parent not in ("", *want)]
    return " ".join([*extra, *lost]) or None


def _other(key: ObjectId, changed: str, was: Properties, now: Properties) -> str | None:
    """Objects that have to be made again, and the few things that can be changed in them."""
    table, name = table_of(key, was), own_name(key, was)
    if changed == "enabled" and key.kind in ("trigger", "rule"):
        word = _ENABLED.get(was.get(changed), "ENABLE")
        return f"ALTER TABLE {table} {word} {key.kind.upper()} {name};"
    if changed == "validated":
        return f"ALTER TABLE {table} VALIDATE CONSTRAINT {name};" if was.get(changed) is None else None
    if changed == "clustered":
        return f"ALTER TABLE {table} {'CLUSTER ON ' + name.rsplit('.', 1)[-1] if was.get(changed) else 'SET WITHOUT CLUSTER'};"
    old, new = was.get("definition") or "", now.get("definition") or ""
    # A foreign key is deferred, or no longer, without a look at its rows (PostgreSQL's manual, ALTER TABLE, ALTER CONSTRAINT).
    if was.get("kind") == "foreign key" and _DEFERRED.sub("", old) == _DEFERRED.sub("", new):
        deferred = _DEFERRED.search(old)
        return f"ALTER TABLE {table} ALTER CONSTRAINT {name}{deferred[0] if deferred else ' NOT DEFERRABLE'};"
    gone, made = drop(key, now), create(key, was)
    return f"{gone} {made}" if gone and made else None


def _alter_column(changed: str, old: str | None, new: str | None, was: Properties) -> str | None:
    match changed:
        case "type" | "collation":
            collation = f" COLLATE {was['collation']}" if was.get("collation") else ""
            return f"TYPE {was.get('type')}{collation}"
        case "not null":
            return f"{'SET' if old else 'DROP'} NOT NULL"
        case "default":
            return f"SET DEFAULT {old}" if old else "DROP DEFAULT"
        case "identity" if old and new:
            return f"SET GENERATED {old.upper()}"
        case "identity":
            return f"ADD GENERATED {old.upper()} AS IDENTITY" if old else "DROP IDENTITY"
        case "generated":
            return None if old else "DROP EXPRESSION"
        case "storage":
            # The word DEFAULT is PostgreSQL 16's. Types that can be stored elsewhere are extended but for a few.
            main = str(was.get("type")).startswith(("numeric", "inet", "cidr"))
            return f"SET STORAGE {old or ('main' if main else 'extended')}"
        case "compression":
            return f"SET COMPRESSION {old or 'default'}"
        case "statistics":
            return f"SET STATISTICS {old or -1}"
        case _:
            return None


def _column(properties: Properties) -> str:
    get = properties.get
    parts = [get("type") or ""]
    if collation := get("collation"):
        parts.append(f"COLLATE {collation}")
    if get("not null"):
        parts.append("NOT NULL")
    if generated := get("generated"):
        expression, _, kind = generated.rpartition(" ")
        parts.append(f"GENERATED ALWAYS AS ({expression}) {kind.upper()}")
    elif identity := get("identity"):
        parts.append(f"GENERATED {identity.upper()} AS IDENTITY")
    elif default := get("default"):
        parts.append(f"DEFAULT {default}")
    return " ".join(parts)


def _policy(table: str, name: str, properties: Properties) -> str:
    get = properties.get
    restrictive = " AS RESTRICTIVE" if get("kind") == "restrictive" else ""
    using = f" USING ({get('using')})" if get("using") else ""
    check = f" WITH CHECK ({get('check')})" if get("check") else ""
    roles = _list(get("roles"))
    return f"CREATE POLICY {name} ON {table}{restrictive} FOR {(get('command') or 'all').upper()} TO {roles}{using}{check};"


def _function(key: ObjectId, properties: Properties, *, replace: bool = False) -> str:
    """A function as it was. The body is given in a dollar quote that it does not hold itself."""
    get = properties.get
    name = key.name[: key.name.rindex("(")]
    body, tag = get("body") or "", "$$"
    while tag in body:
        tag = f"$f{len(tag)}$"
    returns = f" RETURNS {get('returns')}" if get("returns") else ""
    words = [
        f"LANGUAGE {get('language')}",
        (get("volatility") or "").upper() if key.kind == "function" else "",
        "SECURITY DEFINER" if get("security") == "definer" else "",
        "STRICT" if get("strict") else "",
        f"PARALLEL {str(get('parallel')).upper()}" if get("parallel") not in (None, "unsafe") else "",
        *(
            f"SET {setting.replace('=', ' = ', 1)}"
            for setting in (get("settings") or "").split("\n")
            if setting
        ),
    ]
    made = "CREATE OR REPLACE" if replace else "CREATE"
    options = " ".join(word for word in words if word)
    return (
        f"{made} {key.kind.upper()} {name}({get('arguments') or ''}){returns} {options} AS {tag}{body}{tag};"
    )


def _grants(key: ObjectId, properties: Properties, now: str | None, then: str | None) -> str | None:
    """GRANT what is missing and REVOKE what is too much, a statement for each role."""
    have, want = set((now or "").split("\n")) - {""}, set((then or "").split("\n")) - {""}
    if key.kind == "column":
        table, column = table_of(key, properties), own_name(key, properties)
        target, suffix = f"TABLE {table}", f" ({column})"
    elif key.kind == "default privileges":
        target, suffix = key.name.rpartition(" on ")[2].upper(), ""
    elif key.kind == "database":
        return None
    else:
        kind = {
            "view": "table",
            "materialized view": "table",
            "foreign table": "table",
            "server": "foreign server",
            "aggregate": "function",
        }
        target, suffix = f"{kind.get(key.kind, key.kind).upper()} {key.name}", ""
    prefix = ""
    if (
        match := re.fullmatch(r"of (.*?)(?: in (.*))? on [a-z ]+", key.name)
        if key.kind == "default privileges"
        else None
    ):
        prefix = (
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {match[1]}{f' IN SCHEMA {match[2]}' if match[2] else ''} "
        )
    said = []
    for word, preposition, lines in (("REVOKE", "FROM", have - want), ("GRANT", "TO", want - have)):
        by_role: dict[tuple[str, str], list[str]] = {}
        for line in sorted(lines):
            if match := _GRANT.fullmatch(line):
                option = " WITH GRANT OPTION" if match[3] and word == "GRANT" else ""
                by_role.setdefault((match[2], option), []).append(match[1])
        for (role, option), privileges in sorted(by_role.items()):
            wanted = ", ".join(f"{privilege}{suffix}" for privilege in privileges)
            said.append(f"{prefix}{word} {wanted} ON {target} {preposition} {role}{option};")
    return " ".join(said) or None


def _options(key: ObjectId, old: str | None, new: str | None, prefix: str = "") -> str | None:
    return " ".join(f"ALTER {key.kind.upper()} {key.name} {part};" for part in _set(old, new, prefix)) or None


def _set(old: str | None, new: str | None, prefix: str = "") -> list[str]:
    """SET what was otherwise and RESET what was not there, each where there is any."""
    want, have = _pairs(old), _pairs(new)
    lost = [f"{prefix}{name}" for name in have if name not in want]
    said = [f"{prefix}{name} = {value}" for name, value in want.items() if have.get(name) != value]
    return [
        *([f"SET ({', '.join(said)})"] if said else []),
        *([f"RESET ({', '.join(lost)})"] if lost else []),
    ]


def _foreign_options(key: ObjectId, old: str | None, new: str | None) -> str:
    want, have = _pairs(old), _pairs(new)
    parts = [f"DROP {name}" for name in have if name not in want]
    parts += [
        f"{'SET' if name in have else 'ADD'} {name} {literal(value)}"
        for name, value in want.items()
        if have.get(name) != value
    ]
    return f"ALTER {_altered(key)} OPTIONS ({', '.join(parts)});"


def _altered(key: ObjectId) -> str:
    """What ALTER calls an object with options of a foreign data wrapper."""
    if key.kind == "column":
        return f"FOREIGN TABLE {table_of(key, {})} ALTER COLUMN {own_name(key, {})}"
    return f"{key.kind.upper()} {key.name}"


def _attribute(difference: Difference, was: Properties) -> str | None:
    """A column of a composite type."""
    key = difference.object
    begin, name = f"ALTER TYPE {table_of(key, {})}", own_name(key, {})
    if difference.property is None:
        return (
            f"{begin} DROP ATTRIBUTE {name};"
            if difference.before is None
            else f"{begin} ADD ATTRIBUTE {name} {_column(was)};"
        )
    if difference.property in ("type", "collation"):
        return f"{begin} ALTER ATTRIBUTE {name} {_alter_column('type', was.get('type'), None, was)};"
    return _alter(key, difference.property, was, {}) if difference.property == "comment" else None


def _dependence(key: ObjectId, word: str) -> str:
    """`function s.f(integer) on hstore`, `trigger touch on table s.t on hstore` as they are altered."""
    thing, _, extension = key.name.rpartition(" on ")
    kind = re.match(r"materialized view|\w+", thing)
    what = thing[kind.end() :].replace(" on table ", " ON ") if kind else f" {thing}"
    return f"ALTER {kind[0].upper() if kind else ''}{what} {word} ON EXTENSION {extension};"


def _granted_anyway(key: ObjectId, properties: Properties) -> str | None:
    """What default privileges are where nobody has altered them: for all schemas, those of a new object."""
    match = re.fullmatch(r"of (.*?) on (functions|types)", key.name)
    if match is None or " in " in match[1]:
        return None
    privilege = "EXECUTE" if match[2] == "functions" else "USAGE"
    return f"{privilege} to {properties.get('owner')}\n{privilege} to public"


def _settings(key: ObjectId, changed: str, old: str | None, new: str | None) -> str | None:
    want, have = _pairs(old), _pairs(new)
    if key.kind == "database":
        return None
    where = " IN DATABASE …" if changed == "settings here" else ""
    said = [f"SET {name} = {value}" for name, value in want.items() if have.get(name) != value]
    said += [f"RESET {name}" for name in have if name not in want]
    return " ".join(f"ALTER {key.kind.upper()} {key.name}{where} {part};" for part in said) or None


def _address(key: ObjectId, properties: Properties) -> str:
    """What COMMENT ON and ALTER … OWNER call an object."""
    if key.kind in _OF_A_TABLE:
        return f"{key.kind.upper()} {own_name(key, properties)} ON {table_of(key, properties)}"
    if key.kind == "domain constraint":
        return f"CONSTRAINT {own_name(key, properties)} ON DOMAIN {table_of(key, properties)}"
    return f"{key.kind.upper()} {key.name}"


def _pairs(text: str | None) -> dict[str, str]:
    pairs = (line.partition("=") for line in (text or "").split("\n") if line)
    return {name: value for name, _, value in pairs}


def _list(lines: str | None) -> str:
    return ", ".join((lines or "").split("\n"))
