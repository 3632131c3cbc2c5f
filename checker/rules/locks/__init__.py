"""Locks and downtime: what stops readers and writers."""
