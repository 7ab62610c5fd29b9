"""Hands in the outside world: readers of files that are to be disclosed."""
