"""Rules of the archive: what enters the log in the open, and what a checkpoint must say."""
