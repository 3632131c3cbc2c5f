"""Reversibility: a down that gives back what was there."""
