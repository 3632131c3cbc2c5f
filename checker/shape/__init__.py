"""What a view is, read from its SELECT, and how that compares with what was promised."""
