"""Files that can't be read, and their names."""
