"""Programs outside the house, to begin one's own from."""
