"""Row-level security: closed before it is opened."""
