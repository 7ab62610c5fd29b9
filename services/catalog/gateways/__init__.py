"""Hands in the outside world: readers of catalog files, and the drawer they are kept in."""
