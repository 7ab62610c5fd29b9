"""Hands in the outside world: what leaves publishing for the channels."""
