"""References: CHANGELOG, audit report and pull request name what changes."""
