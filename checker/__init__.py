"""db-verify: what stands between a pull request with Postgres migrations and the database."""

__version__ = "0.1.0"
