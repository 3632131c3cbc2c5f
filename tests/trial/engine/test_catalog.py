"""Kinds of objects that hardly any database has are read where there is one, and only there."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from checker.names import quote
from checker.trial.catalog import Catalog, CatalogReader, whole_query
from checker.trial.server import Server

RARE = {
    "domain constraint": "CREATE DOMAIN public.d AS int CONSTRAINT positive CHECK (VALUE > 0)",
    "rule": "CREATE TABLE public.r (x int); CREATE RULE quiet AS ON DELETE TO public.r DO INSTEAD NOTHING",
    "dependence": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql RETURN 1;"
    " ALTER FUNCTION public.f() DEPENDS ON EXTENSION plpgsql",
    "statistics": "CREATE TABLE public.s (x int, y int); CREATE STATISTICS public.both ON x, y FROM public.s",
    "event trigger": "CREATE FUNCTION public.e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
    " CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION public.e()",
    "foreign data wrapper": "CREATE FOREIGN DATA WRAPPER w",
    "server": "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER far FOREIGN DATA WRAPPER w",
    "user mapping": "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER far FOREIGN DATA WRAPPER w;"
    " CREATE USER MAPPING FOR PUBLIC SERVER far",
    "publication": "CREATE PUBLICATION news",
    "subscription": "CREATE SUBSCRIPTION paper CONNECTION 'host=nowhere' PUBLICATION news WITH (connect = false, slot_name = NONE)",
    "collation": "CREATE COLLATION public.plain FROM \"C\"",
    "conversion": "CREATE CONVERSION public.both FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
    "operator": "CREATE OPERATOR public.=== (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)",
    "operator class": "CREATE OPERATOR CLASS public.other FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int)",
    "operator family": "CREATE OPERATOR FAMILY public.others USING btree",
    "cast": "CREATE CAST (money AS text) WITH INOUT",
    "transform": "CREATE TRANSFORM FOR int LANGUAGE sql"
    " (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal))",
    "access method": "CREATE ACCESS METHOD gist2 TYPE INDEX HANDLER gisthandler",
    "text search configuration": "CREATE TEXT SEARCH CONFIGURATION public.c (COPY = pg_catalog.simple)",
    "text search dictionary": "CREATE TEXT SEARCH DICTIONARY public.d (TEMPLATE = pg_catalog.simple)",
    "text search parser": "CREATE TEXT SEARCH PARSER public.p (START = prsd_start, GETTOKEN = prsd_nexttoken,"
    " END = prsd_end, LEXTYPES = prsd_lextype)",
    "text search template": "CREATE TEXT SEARCH TEMPLATE public.t (LEXIZE = dsimple_lexize)",
    "large objects": "SELECT lo_create(0)",
    "parameter grants": "GRANT SET ON PARAMETER work_mem TO owner",
    "tablespace": "SET allow_in_place_tablespaces = on; CREATE TABLESPACE room LOCATION ''",
}  # fmt: skip
# They can't be made in the transaction that is taken back.
_OUTSIDE = {
    "tablespace": "DROP TABLESPACE room",
}


def test_each_of_them_is_tried_here() -> None:
    text = (files("checker.trial") / "catalog_rare.sql").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^select '([^']+)',", text, re.MULTILINE)) == sorted(RARE)


def test_nothing_of_them_is_read_where_there_is_none(server: Server) -> None:
    with server.connect("app") as connection:
        found = CatalogReader(connection).read()
        assert not {key.kind for key in found.objects} & {*RARE, "rare"}
        assert len(found.objects) == len(connection.execute(whole_query().encode()).fetchall())


@pytest.mark.parametrize("kind", RARE)
def test_each_is_read_where_there_is_one(server: Server, kind: str) -> None:
    with server.connect("app") as connection:
        reader = CatalogReader(connection)
        before = reader.read()
        outside = kind in _OUTSIDE
        if not outside:
            connection.execute("BEGIN")
        try:
            for statement in RARE[kind].split("; "):
                connection.execute(statement.encode(), prepare=False)
            after = reader.read()
            assert kind in {key.kind for key in after.objects}
            assert "rare" not in {key.kind for key in after.objects}
            assert len(after.objects) == len(connection.execute(whole_query().encode()).fetchall())
        finally:
            connection.execute(_OUTSIDE.get(kind, "ROLLBACK").encode())
        assert dict(reader.read().objects) == dict(before.objects)


def test_what_two_snapshots_have_in_common_is_held_once(server: Server) -> None:
    """Of a chain of 300 migrations, the program held 732 MiB; the catalogs were all but a tenth of it."""
    with server.connect("app") as connection:
        reader = CatalogReader(connection)
        before = reader.read()
        assert reader.read() is before
        connection.execute("BEGIN")
        try:
            connection.execute("CREATE TABLE public.new_one (x int)")
            after = reader.read()
        finally:
            connection.execute("ROLLBACK")
        assert reader.read() is before
    assert isinstance(before.objects, Catalog)
    assert isinstance(after.objects, Catalog)
    assert ("table", "public.new_one") in after.objects.raw
    shared = {id(text) for text in before.objects.raw.values()}
    others = [key for key, text in after.objects.raw.items() if id(text) not in shared]
    assert {name.split(".")[1] for _, name in others} == {"new_one"}


@pytest.mark.parametrize(
    "name", ["a", "_1", "a$b", "1a", "A", "ä", "a b", 'a"b', "select", "int", "authorization"]
)
def test_names_are_quoted_as_the_catalog_has_them(server: Server, name: str) -> None:
    with server.connect("app", "owner") as connection:
        assert connection.execute("SELECT quote_ident(%s)", (name,)).fetchone() == (quote(name),)
