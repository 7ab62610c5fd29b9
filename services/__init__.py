"""Five services; they meet only in facts."""
