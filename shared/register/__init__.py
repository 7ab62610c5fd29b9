"""登记簿 — units, people and their posts, folded from what the catalog says: one for all services.

Every service that hears the catalog folds these rows in a database of its own (decision 0039);
what only one of them asks stays in that one's views. Nothing here decides who may do what.
"""

from shared.register.passwords import PasswordRow, Renewals, passwords
from shared.register.people import PersonRow, people
from shared.register.posts import Holdings, PostRow, holders, posts
from shared.register.tenures import TenureRow, tenures
from shared.register.units import (
    DEEPEST,
    UnitRow,
    above,
    below,
    fate,
    fates,
    heir_of,
    inside,
    lasted,
    line,
    over,
    units,
    within,
)

__all__ = [
    "DEEPEST",
    "Holdings",
    "PasswordRow",
    "PersonRow",
    "PostRow",
    "Renewals",
    "TenureRow",
    "UnitRow",
    "above",
    "below",
    "fate",
    "fates",
    "heir_of",
    "holders",
    "inside",
    "lasted",
    "line",
    "over",
    "passwords",
    "people",
    "posts",
    "tenures",
    "units",
    "within",
]
