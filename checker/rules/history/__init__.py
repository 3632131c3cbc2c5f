"""History: names, versions, and migrations that are merged."""
