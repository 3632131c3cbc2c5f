"""Who can do what: what policies mean, and what each role could do in the trial."""
