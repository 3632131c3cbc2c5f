"""Whether the trial was like production."""
