"""Hands in the outside world: what is taken out of a file."""
