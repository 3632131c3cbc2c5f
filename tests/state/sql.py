"""Changes made of SQL texts, without files."""

from __future__ import annotations

from datetime import date

from checker.config import Config, MigrationsFolder, TrialConfig
from checker.model import Change, Migration, Script, Source
from checker.parse.sql import parse_script
from checker.state import Chain, Name, State, chain


def script(path: str, text: str) -> Script:
    found = parse_script(Source.of(path, text))
    assert not found.problems, found.problems
    return found


def change(
    *ups: str | tuple[str, str], owner: str | None = "app_owner", platform: str = "vanilla", **more: str
) -> Change:
    """A change whose migrations have these ups (or ups and downs); `bootstrap`, `policies`, `views` take one text."""
    migrations = []
    for number, up in enumerate(ups, 1):
        text, down = up if isinstance(up, tuple) else (up, "")
        path = f"m/{number}.sql"
        source = script(path, text)
        migrations.append(
            Migration(
                str(number),
                str(number),
                "marker",
                "m",
                source,
                script(f"m/{number}.down.sql", down) if down else None,
                (source.source,),
            )
        )
    return Change(
        config=Config(
            version=1,
            platform="supabase" if platform == "supabase" else "vanilla",
            migrations=(MigrationsFolder(path="m"),),
            trial=TrialConfig(owner=owner),
        ),
        base=None,
        head=None,
        everything=True,
        migrations=tuple(migrations),
        as_of=date(2026, 1, 1),
        **{key: (script(f"{key}.sql", text),) for key, text in more.items()},  # type: ignore[arg-type]
    )


def end(*ups: str, owner: str | None = "app_owner", platform: str = "vanilla", **more: str) -> State:
    return chain(change(*ups, owner=owner, platform=platform, **more)).end


def name(text: str) -> Name:
    schema, _, last = text.rpartition(".")
    return Name(schema or "public", last)


__all__ = ["Chain", "chain", "change", "end", "name", "script"]
