"""Programs outside the house that carry out its channels, and what they are built with."""
