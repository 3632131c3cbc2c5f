"""Policies."""

from __future__ import annotations

from typing import Any, Literal, cast

from msgspec.structs import replace

from checker.state.builder import Builder
from checker.state.nouns import (
    Policy,
)

Command = Literal["all", "select", "insert", "update", "delete"]


def create_policy(b: Builder, node: Any) -> None:
    table = b.name(node.table)
    roles = tuple(b.role(role) for role in node.roles or ())
    policy = Policy(
        str(node.policy_name),
        table,
        b.at,
        b.at,
        cast(Command, str(node.cmd_name or "all")),
        bool(node.permissive),
        roles or ("public",),
        # The grammar puts PUBLIC where no TO stands; only a written one has a place.
        any(role.location is not None and role.location >= 0 for role in node.roles or ()),
        node.qual,
        node.with_check,
    )
    b.change_table(
        table,
        "policies",
        lambda one: replace(one, policies={**one.policies, policy.name: policy}),
        adds=True,
    )


def alter_policy(b: Builder, node: Any) -> None:
    table = b.state.table(b.name(node.table))
    policy = table.policies.get(str(node.policy_name)) if table else None
    if table is None or policy is None:
        return
    changed = replace(
        policy,
        changed=b.at,
        roles=tuple(b.role(role) for role in node.roles) if node.roles else policy.roles,
        explicit_roles=policy.explicit_roles or bool(node.roles),
        using=node.qual or policy.using,
        check=node.with_check or policy.check,
    )
    b.change_table(
        table.name, "policies", lambda one: replace(one, policies={**one.policies, policy.name: changed})
    )
