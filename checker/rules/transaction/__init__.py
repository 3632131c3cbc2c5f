"""Transactions: each direction whole or not at all."""
