"""What the published views promise, and whether it is kept."""
