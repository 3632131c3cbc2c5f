"""What the trial lacks, by what its server says: an extension that brings types, functions and operator classes, or a right.

By each extension's own page in PostgreSQL's manual (appendix F), and PostGIS's and pgvector's documentation.
"""

from __future__ import annotations

import re

_TYPES = {
    "citext": "citext", "hstore": "hstore", "ltree": "ltree", "lquery": "ltree", "ltxtquery": "ltree", "cube": "cube",
    "vector": "vector", "halfvec": "vector", "sparsevec": "vector", "geometry": "postgis", "geography": "postgis",
}  # fmt: skip
_FUNCTIONS = {
    **dict.fromkeys(("uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "uuid_generate_v5", "uuid_nil"), "uuid-ossp"),
    **dict.fromkeys(
        ("crypt", "gen_salt", "digest", "hmac", "gen_random_bytes", "armor", "pgp_sym_encrypt", "pgp_sym_decrypt"), "pgcrypto"
    ),
    **dict.fromkeys(("similarity", "word_similarity", "show_trgm"), "pg_trgm"),
    **dict.fromkeys(("levenshtein", "soundex", "metaphone", "dmetaphone"), "fuzzystrmatch"),
    **dict.fromkeys(("ll_to_earth", "earth_distance", "earth_box"), "earthdistance"),
    **dict.fromkeys(("crosstab", "connectby", "normal_rand"), "tablefunc"),
    "unaccent": "unaccent",
    **dict.fromkeys(
        (
            *("create_hypertable", "add_dimension", "by_range", "by_hash", "show_chunks", "drop_chunks", "time_bucket"),
            *("add_compression_policy", "remove_compression_policy", "add_retention_policy", "remove_retention_policy"),
            *("add_continuous_aggregate_policy", "remove_continuous_aggregate_policy", "add_columnstore_policy"),
        ),
        "timescaledb",
    ),
}  # fmt: skip
# Supabase's documentation, "Cron" and "pg_net": a project switches them on in its dashboard as well.
_SCHEMAS = {"cron": "pg_cron", "net": "pg_net"}
_CLASSES = (
    ("_trgm_ops", "pg_trgm"),
    ("vector_", "vector"),
    ("halfvec_", "vector"),
    ("gist__int", "intarray"),
    ("gin__int", "intarray"),
)
_MISSED = re.compile(
    r"""type\ "(?P<type>[^"]+)"\ does\ not\ exist | function\ (?:\w+\.)?(?P<function>\w+)\(.*\)\ does\ not\ exist
    | operator\ class\ "(?P<class>[^"]+)"\ does\ not\ exist\ for\ access\ method\ .*
    | schema\ "(?P<schema>[^"]+)"\ does\ not\ exist | unrecognized\ parameter\ namespace\ "(?P<namespace>[^"]+)" """,
    re.VERBOSE,
)
_NO_DEFAULT_CLASS = re.compile(
    r'data type [\w ]+ has no default operator class for access method "(gist|gin)"'
)


def extension_of(message: str) -> str | None:
    """The extension whose lack explains a server's error; None where none is known to."""
    if method := _NO_DEFAULT_CLASS.fullmatch(message):
        return f"btree_{method[1]}"
    missed = _MISSED.fullmatch(message)
    if missed is None:
        return None
    if namespace := missed["namespace"]:
        return str(namespace)
    if schema := missed["schema"]:
        return _SCHEMAS.get(schema)
    if kind := missed["type"]:
        return _TYPES.get(kind.rpartition(".")[2].removesuffix("[]"))
    if function := missed["function"]:
        return "postgis" if function.startswith("st_") else _FUNCTIONS.get(function)
    return next((extension for part, extension in _CLASSES if part in missed["class"]), None)


def to_pretend(extension: str | None, platform: str) -> str:
    """What to do where a platform's project has an extension that its migrations do not make; empty where that is not known of it."""
    if platform != "supabase" or extension not in _SCHEMAS.values():
        return ""
    return (
        f"That is of the extension {extension}, which a project may have without a migration: name it in `trial.extensions.stub`, and"
        " it is pretended"
    )


def in_earnest(extension: str) -> str:
    """What to do where migrations use what a pretended extension brings."""
    return (
        f"That is of the extension {extension}, which trial.extensions.stub pretends, and so nothing brings it: let --database name a"
        " Postgres that has the extension (in GitHub Actions that of a service, by the action's input `database`)"
    )


# Those that nobody but a superuser may make: what the control files of PostgreSQL's contrib, PostGIS and pgvector do
# not call trusted.
OF_A_SUPERUSER = frozenset(
    (
        *("amcheck", "autoinc", "bloom", "dict_xsyn", "earthdistance", "insert_username", "intagg", "moddatetime", "pageinspect"),
        *("pg_buffercache", "pg_freespacemap", "pg_prewarm", "pg_stat_statements", "pg_visibility", "pgrowlocks", "pgstattuple"),
        *("postgis", "postgis_raster", "postgis_tiger_geocoder", "postgis_topology", "refint", "vector"),
    )
)  # fmt: skip
# They reach other servers or files, or run programs.
_REACH_OUT = frozenset({"dblink", "file_fdw", "postgres_fdw", "adminpack", "plsh"})


def reaches_out(extension: str) -> bool:
    """Whether no trial has this extension: untrusted languages, and what reaches out of the database."""
    return extension in _REACH_OUT or (extension.startswith("pl") and extension.endswith("u"))


_OF_ROLES = re.compile(r"permission denied to \w+ role\b")


def owner_for(message: str) -> str:
    """Why a server refused, as what to write into a bootstrap: an owner who may make roles; empty where it is another right.

    Whoever owns the database may make what it likes in the schema public (manual, "Predefined Roles": pg_database_owner).
    """
    if not _OF_ROLES.match(message):
        return ""
    return "CREATE ROLE migrator LOGIN CREATEROLE; ALTER DATABASE app OWNER TO migrator;"
