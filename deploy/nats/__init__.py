"""The street: who owns which stream, who hears whom, and the keys to it."""
