"""What two snapshots do not share, on snapshots written by hand."""

from __future__ import annotations

import pytest

from checker.model import ObjectId, Snapshot
from checker.trial.catalog import Catalog, difference
from checker.undo import undo


def snapshot(**objects: dict[str, str | None]) -> Snapshot:
    """Objects by `kind__name`, where the name's dots and spaces are given in `name`."""
    made: dict[ObjectId, dict[str, str | None]] = {}
    for kind, properties in objects.items():
        name = properties.pop("name")
        assert name is not None
        made[ObjectId(kind.rstrip("_0123456789").replace("_", " "), name)] = properties
    return Snapshot(made)


def kinds(before: Snapshot, after: Snapshot) -> list[tuple[str, str | None, str]]:
    return [(str(one.object), one.property, one.kind) for one in difference(before, after)]


def test_equal_snapshots_have_no_difference() -> None:
    one = snapshot(table={"name": "a.t", "owner": "o"})
    other = snapshot(table={"name": "a.t", "owner": "o"})
    assert difference(one, other) == ()


def test_a_new_and_a_lost_object_are_one_difference_each() -> None:
    before = snapshot(table={"name": "a.t", "owner": "o"}, view={"name": "a.v", "definition": "SELECT 1"})
    after = snapshot(table={"name": "a.t", "owner": "o"}, type={"name": "a.e", "labels": "'x'"})
    found = difference(before, after)
    assert [(str(one.object), one.property, one.before, one.after) for one in found] == [
        ("type a.e", None, None, "'x'"),
        ("view a.v", None, "SELECT 1", None),
    ]


def test_another_order_of_columns_is_its_own_class_but_not_in_a_composite_type() -> None:
    assert kinds(
        snapshot(table={"name": "t", "columns": "a\nb"}, type={"name": "c", "columns": "a\nb"}),
        snapshot(table={"name": "t", "columns": "b\na"}, type={"name": "c", "columns": "b\na"}),
    ) == [("table t", "columns", "column order only"), ("type c", "columns", "differs")]


def test_a_column_more_is_not_another_order() -> None:
    before, after = (
        snapshot(table={"name": "t", "columns": "a\nb"}),
        snapshot(table={"name": "t", "columns": "a\nx\nb"}),
    )
    assert kinds(before, after) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a.t_id_seq", "a.t_id_seq1", "generated name only"),
        ("a.t_id_seq1", "a.t_id_seq", "generated name only"),
        ('a."T_id_seq"', 'a."T_id_seq1"', "generated name only"),
        ("a.mine", "a.mine1", "differs"),
        ("a.t_id_seq", "a.u_id_seq", "differs"),
    ],
)
def test_generated_names(old: str, new: str, expected: str) -> None:
    before = snapshot(sequence={"name": old, "type": "bigint"})
    after = snapshot(sequence={"name": new, "type": "bigint"})
    assert {kind for _, _, kind in kinds(before, after)} == {expected}


def test_a_generated_name_is_no_excuse_for_another_definition() -> None:
    before = snapshot(sequence={"name": "a.t_id_seq", "type": "bigint"})
    after = snapshot(sequence={"name": "a.t_id_seq1", "type": "integer"})
    assert {kind for _, _, kind in kinds(before, after)} == {"differs"}


def test_what_names_a_renamed_object_follows_it() -> None:
    before = snapshot(
        sequence={"name": "a.t_id_seq", "type": "bigint"},
        column={"name": "a.t.id", "default": "nextval('a.t_id_seq'::regclass)"},
    )
    after = snapshot(
        sequence={"name": "a.t_id_seq1", "type": "bigint"},
        column={"name": "a.t.id", "default": "nextval('a.t_id_seq1'::regclass)"},
    )
    assert kinds(before, after) == [
        ("column a.t.id", "default", "generated name only"),
        ("sequence a.t_id_seq", None, "generated name only"),
    ]


def test_white_space_counts_for_little_in_a_body_only() -> None:
    assert kinds(
        snapshot(function={"name": "f()", "body": "begin\n  x;\nend", "comment": "a b"}),
        snapshot(function={"name": "f()", "body": "begin x; end", "comment": "a  b"}),
    ) == [
        ("function f()", "body", "white space in a body only"),
        ("function f()", "comment", "differs"),
    ]


def test_grants_are_expanded_and_their_order_does_not_count() -> None:
    one = Catalog({("table", "a.t"): '{owner,bob,grants,"bob=arw/bob\n\\"x y\\"=r*/bob\n=r/carol"}'})
    other = Catalog({("table", "a.t"): '{owner,bob,grants,"=r/carol\n\\"x y\\"=r*/bob\nbob=rwa/bob"}'})
    assert difference(Snapshot(one), Snapshot(other)) == ()
    assert one[ObjectId("table", "a.t")]["grants"] == "\n".join(
        [
            "INSERT to bob",
            'SELECT to "x y" with grant option',
            "SELECT to bob",
            "SELECT to public granted by carol",
            "UPDATE to bob",
        ]
    )


def test_an_objects_text_may_hold_anything() -> None:
    raw = {("table", "a.t"): '{comment,"a \\"quoted\\", \\\\ and {braced} NULL","x y",NULL,owner,"NULL"}'}
    assert Catalog(raw)[ObjectId("table", "a.t")] == {
        "comment": 'a "quoted", \\ and {braced} NULL',
        "x y": None,
        "owner": "NULL",
    }


@pytest.mark.parametrize(("was", "said"), [("", "NOT DEFERRABLE"), (" DEFERRABLE", "DEFERRABLE")])
def test_a_foreign_key_is_deferred_or_not_without_being_made_anew(was: str, said: str) -> None:
    definition = "FOREIGN KEY (p) REFERENCES a.p(id)"
    before, after = (
        snapshot(
            constraint={
                "name": "a.t p", "table": "a.t", "kind": "foreign key", "definition": f"{definition}{deferred}",
            }
        )
        for deferred in (was, " DEFERRABLE INITIALLY DEFERRED")
    )  # fmt: skip
    (one,) = difference(before, after)
    assert undo(one, before, after) == f"ALTER TABLE a.t ALTER CONSTRAINT p {said};"
