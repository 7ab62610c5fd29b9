"""The door for people: what auditors read, and where anybody checks a publication; no rules."""

from services.archive.pages.audit import fact, facts, overview, refusals, story
from services.archive.pages.proof import static, verify

handlers = [overview, facts, fact, story, refusals, verify, static]
