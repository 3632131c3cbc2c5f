"""Operations on a real database, with the same parts that the check is made of.

The database is the one that DATABASE_URL or libpq's PG* variables name; no secret of theirs is printed.
"""
