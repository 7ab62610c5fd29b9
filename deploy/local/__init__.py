"""The embedded whole: everything on one machine, with nothing to install."""
