"""The words of a year's days off (放假安排)."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct


class Holiday(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """放假 — from the first day to the last, both included."""

    name: Annotated[str, Meta(min_length=1, max_length=50)]
    first: date
    last: date


class MakeUp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """调休上班 — a day at work for a holiday."""

    date: date
    holiday: Annotated[str, Meta(max_length=50)] = ""
