"""What is known of PostgreSQL's functions, types and parameters: what their values hang on."""

from __future__ import annotations

LOSSY_CASTS = frozenset({"date", "time", "timetz", "interval", "oid", "regclass"})
TEXT_CASTS = frozenset({"text", "varchar", "bpchar", "name", "citext"})
# What is computed from its arguments and from nothing else.
PURE = frozenset({
    "lower", "upper", "btrim", "ltrim", "rtrim", "length", "char_length", "md5", "abs", "date_trunc", "date_part", "extract",
    "string_to_array", "split_part", "replace", "substr", "substring", "left", "right", "jsonb_extract_path_text",
    "json_extract_path_text", "to_jsonb", "date", "age",
})  # fmt: skip
NOW = frozenset({"now", "transaction_timestamp", "statement_timestamp"})
# Parameters of the server's that say who asks.
OF_THE_CALLER = frozenset({"role", "session_authorization"})
# What they are whenever a policy is asked: it is not, for a superuser, nor where row_security is off.
ALWAYS = {"is_superuser": "off", "row_security": "on"}
# What has one value for all rows of a statement, and nothing to do with who asks.
ALIKE = frozenset({
    "current_database", "current_schema", "version", "clock_timestamp", "timeofday", "inet_client_addr", "inet_client_port",
    "inet_server_addr", "inet_server_port", "pg_backend_pid", "pg_is_in_recovery", "pg_postmaster_start_time",
    "pg_current_xact_id", "txid_current",
})  # fmt: skip
NEVER_BELOW_0 = frozenset({
    "abs", "bit_length", "cardinality", "char_length", "character_length", "length", "num_nonnulls", "num_nulls",
    "octet_length", "position", "random", "strpos",
})  # fmt: skip
