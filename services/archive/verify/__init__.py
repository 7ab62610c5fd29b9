"""核验 — the auditors' own program: derives everything again and believes nothing.

It shares no code with the archive's writer, only the format: C2SP tlog-tiles,
signed notes with Ed25519, RFC 6962 hashes, and the two kinds of entries.
"""

from services.archive.verify.check import verify
from services.archive.verify.report import DivergenceError, IncompleteError, Report

__all__ = ["DivergenceError", "IncompleteError", "Report", "verify"]
