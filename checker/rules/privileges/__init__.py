"""Privileges: who is given what."""
