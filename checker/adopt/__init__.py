"""Adopting db-verify: what `db-verify init` finds in a repository, and the files that it makes of it."""
