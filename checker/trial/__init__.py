"""The throw-away Postgres, and what happened in it. The only door to psycopg."""
