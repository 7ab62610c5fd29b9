"""Hands of the archive in the world of disks: ledger, tiles, signing key."""
