"""Which kinds of objects a statement names alike."""

from __future__ import annotations

from pglast.enums import ObjectType

RELATIONS = (
    ObjectType.OBJECT_TABLE,
    ObjectType.OBJECT_VIEW,
    ObjectType.OBJECT_MATVIEW,
    ObjectType.OBJECT_INDEX,
    ObjectType.OBJECT_SEQUENCE,
    ObjectType.OBJECT_FOREIGN_TABLE,
)
FUNCTIONS = (
    ObjectType.OBJECT_FUNCTION,
    ObjectType.OBJECT_PROCEDURE,
    ObjectType.OBJECT_ROUTINE,
    ObjectType.OBJECT_AGGREGATE,
)
TYPES = (ObjectType.OBJECT_TYPE, ObjectType.OBJECT_DOMAIN)
