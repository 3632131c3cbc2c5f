"""Reading db/verify.yml: the config, or what is wrong with the file, where, and how to mend it."""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec

from checker.access import CLAIMS, SETTING_NAME, Action, OwnSettings
from checker.config import SECTIONS, Config, LayoutName
from checker.errors import UsageError
from checker.model import Severity, Source
from checker.names import did_you_mean
from checker.yamlfile import Key, YamlFile, read_yaml


def read_config(source: Source, known_rules: frozenset[str] = frozenset()) -> Config:
    """Read a config and check it.

    `known_rules` are the ids that `rules:` may name; empty means not to look. Raises UsageError, with
    line and column, for what is not YAML, an unknown key, a wrong value, a rule that does not exist,
    or a path that leads out of the repository.
    """
    file = read_yaml(source)
    if not isinstance(file.data, dict):
        what = "is empty" if file.data is None else "is no mapping of keys to values"
        raise UsageError(
            f"the config {what}",
            place=str(file.place(())),
            remedy="`db-verify init` writes one from what it finds.",
        )
    try:
        config = msgspec.convert(file.data, Config)
    except msgspec.ValidationError as error:
        raise _explain(file, str(error)) from error
    for key, paths in config.paths.items():
        for path in paths:
            if path.startswith("/") or "\\" in path or ".." in path.split("/"):
                raise UsageError(
                    f"{key} names {path!r}, which is not a path inside the repository",
                    place=place_of(source, key, path),
                    remedy="Paths are relative to the repository's root, with / between folders.",
                )
        twice = next((path for number, path in enumerate(paths) if path in paths[:number]), None)
        if twice is not None:
            raise UsageError(
                f"{key} names {twice} twice",
                place=place_of(source, key, twice, last=True),
                remedy="Take one of the entries out.",
            )
    for rule in config.rules:
        if known_rules and rule not in known_rules:
            raise UsageError(
                f"there is no rule {rule!r}{did_you_mean(rule, known_rules)}",
                place=str(file.place(("rules", rule))),
                remedy="`db-verify rules` lists them.",
            )
    _check_settings(file, config.access.settings)
    return config


# What belongs to somebody: the claims are said under another key, the others are the server's and the trial's own.
_TAKEN = {"request.jwt": "access.claims says what the token holds", "plpgsql": "it is PL/pgSQL's own"}
_TAKEN["db_verify"] = "the trial sets it"


def _check_settings(file: YamlFile, settings: OwnSettings) -> None:
    """Raise UsageError where a name is none that an application can set, or own and another are not two callers."""
    for side, values in (("own", settings.own), ("another", settings.another)):
        seen: dict[str, str] = {}
        for name, value in values.items():
            if wrong := _wrong_setting(name, value, seen.get(name.lower())):
                raise UsageError(
                    f"access.settings.{side} can't set {name!r}: {wrong}",
                    place=str(file.place(("access", "settings", side, name))),
                    remedy="A setting that an application makes up has a dot in its name, as app.tenant_id.",
                )
            seen[name.lower()] = name
    own, another = ({name.lower(): name for name in each} for each in (settings.own, settings.another))
    for side, mine, other in (("another", another, own), ("own", own, another)):
        missing = next((name for name in other if name not in mine), None)
        if missing is not None:
            close = did_you_mean(missing, mine.keys() - other.keys())
            raise UsageError(
                f"access.settings.{side} does not say {other[missing]}{close}",
                place=str(file.place(("access", "settings", side))),
                remedy="Both sides name the same settings: own says who has rows in the seeds, another who has none.",
            )
    if own and all(settings.own[name] == settings.another[another[low]] for low, name in own.items()):
        raise UsageError(
            "access.settings.another says what own says: it is no other caller",
            place=str(file.place(("access", "settings", "another"))),
            remedy="Give it the values of somebody who has no row in the seeds.",
        )


def _wrong_setting(name: str, value: str, twice: str | None) -> str:
    """What is wrong with a setting; empty where nothing is."""
    if "." not in name:
        return "a name without a dot is the server's own"
    if not re.fullmatch(SETTING_NAME, name):
        return "each part of the name begins with a letter or _, and goes on with letters, digits, _ and $"
    if twice is not None:
        return f"{twice} is the same setting, since PostgreSQL knows it in any case"
    taken = next((why for first, why in _TAKEN.items() if f"{name.lower()}.".startswith(f"{first}.")), "")
    return taken or ("a setting holds no NUL" if "\0" in value else "")


def place_of(source: Source, key: str, path: str, *, last: bool = False) -> str:
    """Where the config's key names a path, as `file:line:column`; the key's own place where that can't be told."""
    found = places_of(source, key, path)
    return (found[-1] if last else found[0]) if found else str(read_yaml(source).place((key,)))


def places_of(source: Source, key: str, path: str) -> list[str]:
    """Each place where the config's key names a path."""
    file = read_yaml(source)
    return [
        str(place)
        for where, place in file.values.items()
        if where[:1] == (key,) and _at(file.data, where) == path and len(where) > 1
    ]


def _at(data: Any, where: Key) -> Any:
    for part in where:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _explain(file: YamlFile, said: str) -> UsageError:
    """msgspec's sentence, with the place in the file that its path leads to."""
    sentence, _, path_text = said.partition(" - at `")
    path: Key = tuple(
        int(index) if index else name
        for name, index in re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", path_text.removeprefix("key in "))
    )
    unknown = re.search(r"unknown field `([^`]*)`", sentence)
    if unknown:
        word = unknown.group(1)
        known = _fields_at(path)
        place = file.place((*path, word))
        return UsageError(
            f"unknown key {word!r}{did_you_mean(word, known)}",
            place=str(place),
            remedy=f"Known keys here: {', '.join(known)}." if known else "",
        )
    missing = re.search(r"missing required field `([^`]*)`", sentence)
    if missing:
        return UsageError(f"the key {missing.group(1)!r} is missing", place=str(file.place(path)))
    wrong = re.fullmatch(r"Invalid enum value '?([^']*)'?", sentence)
    if wrong and path:
        # msgspec writes the keys of a free mapping as `...`: the value tells which one it was.
        inside = file.data.get(path[0]) if "[...]" in path_text and isinstance(file.data, dict) else None
        if isinstance(inside, dict):
            path = (*path, next((key for key, value in inside.items() if str(value) == wrong.group(1)), ""))
        key = next(part for part in reversed(path) if isinstance(part, str))
        legal = _values_at(path)
        return UsageError(
            f"{key} can't be {wrong.group(1)!r}{did_you_mean(wrong.group(1), legal)}",
            place=str(file.place(path)),
            remedy=f"Known values: {', '.join(legal)}.",
        )
    for pattern, words in _BOUNDS.items():
        sentence = re.sub(pattern, words, sentence)
    kinds = re.fullmatch(r"Expected `([^`]*)`, got `([^`]*)`", sentence)
    remedy = ""
    if kinds:
        wanted = " or ".join(_KINDS.get(one, one) for one in kinds.group(1).split(" | "))
        sentence = f"{wanted} belongs here, not {_KINDS.get(kinds.group(2), kinds.group(2))}"
        inside = _at(file.data, path)
        if path_text.endswith("[...]`") and kinds.group(1) == "str" and isinstance(inside, dict):
            path = (*path, next((key for key, value in inside.items() if not isinstance(value, str)), ""))
            remedy = "Put it in quotes."
    where = ".".join(str(part) for part in path) or "the config"
    return UsageError(
        f"{where}: {sentence[:1].lower()}{sentence[1:]}", place=str(file.place(path)), remedy=remedy
    )


# What msgspec says of a value of the right kind, or of a key.
_BOUNDS = {
    r"Expected `int` >= (\d+)": r"a whole number of at least \1 belongs here",
    r"Expected `array` of length >= 1": "at least one belongs here",
    r"Expected `str` of length >= 1": "text belongs here, and it is empty",
    r"Expected `str` matching regex '\^\[1-9\]\[0-9\]\*\$'": "a whole number belongs here, as 18",
    r"Expected `str`$": "a key belongs in quotes where it is no text",
}

# msgspec names kinds as JSON does.
_KINDS = {
    "array": "a list",
    "object": "a mapping",
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
}


def _fields_at(path: Key) -> list[str]:
    """The keys that a section may have."""
    section = SECTIONS.get(".".join(part for part in path if isinstance(part, str) and part != "..."))
    return [field.encode_name for field in msgspec.structs.fields(section)] if section else []


def _values_at(path: Key) -> list[str]:
    """The values that a key with a fixed choice may have."""
    if path[0] == "rules":
        return [severity.value for severity in Severity]
    choices: dict[str | int, tuple[Any, ...]] = {
        "layout": get_args(LayoutName),
        "platform": ("vanilla", "supabase"),
        "version": (1,),
        "may": get_args(Action),
        "claims": CLAIMS,
    }
    key = next(part for part in reversed(path) if isinstance(part, str))
    return [str(value) for value in choices.get(key, ())]
