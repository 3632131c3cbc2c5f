"""Functions: whose rights they run with, and on which names."""
