"""Statements that reach beyond the database or switch its guards off."""
