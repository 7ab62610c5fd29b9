"""What the catalog decides: units, persons, posts, schemes, and what must be disclosed."""
