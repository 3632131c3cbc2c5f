"""PL/pgSQL that names types of schemas which its parser does not know is read all the same."""

from __future__ import annotations

import pytest
from pglast import parser

from checker.state.plpgsql import read_body

BODY = """
declare
  one app.note;
  two constant "my app".mood := 'x';
  eight text := app.first('declare x app.y;');
  three app.note%rowtype;
  four app.note.id%type;
  five public.mood[];
  six app.mood[] := array[]::app.mood[];
begin
  declare seven app.note; begin null; end;
  execute format('select %s from app.note', a) into one;
end """


@pytest.mark.parametrize(
    "signature",
    [
        "function app.f(a app.mood, variadic b app.mood[]) returns setof app.note",
        "function app.f(a text default app.g(), b app.mood default 'x'::app.mood) returns table (c app.mood, d text)",
        "function f(a app.mood, out b app.note)",
        "procedure app.f(inout a app.mood)",
    ],
)
def test_a_function(signature: str) -> None:
    text = f"create {signature} language plpgsql as $b$ {BODY} $b$"
    (function,) = read_body(text)
    found = str(function)
    assert "format('select %s from app.note', a)" in found, "what is SQL keeps its schemas"
    assert "app.first('declare x app.y;')" in found
    with pytest.raises(parser.ParseError):
        parser.parse_plpgsql_json(text)


def test_a_block() -> None:
    assert "app.first" in str(read_body(f"DO $body0${BODY}$body0$"))
    assert read_body("do $$ declare x app.note%rowtype; begin null; end $$")


@pytest.mark.parametrize(
    "text", ["do $$ declare x app.note begin null; end $$", "do $$ declare x app..y; begin $$", "do '"]
)
def test_what_is_wrong_is_still_wrong(text: str) -> None:
    with pytest.raises(parser.ParseError):
        read_body(text)
