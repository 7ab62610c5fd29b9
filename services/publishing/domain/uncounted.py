"""不计日 — the decider of disclosures where nothing is decided: when history is folded again."""

from typing import Final

from services.publishing.domain.disclosure import disclosure
from shared.calendar import Calendar

UNCOUNTED: Final = disclosure(Calendar(version="", holidays={}, workdays={}))
