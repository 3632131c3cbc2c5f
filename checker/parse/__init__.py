"""Texts to statements: files as their tools lay them out, parsed, with places."""
