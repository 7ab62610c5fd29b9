"""增设的公开形式 — channels of a new kind that a scheme adds: data, not code (S0-10, T247).

A scheme says ``短视频号=公众号``: the new form is chosen wherever the entry lists the known one it
is like, and reaches whom that reaches. Each addition is a version of the scheme, with its author
and reason; what was disclosed before keeps the forms it was approved with.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from services.workflow.domain.saying import pairs
from services.workflow.domain.terms import OUTSIDE

KEY: Final = "channels.added"  # T247


def added(forms: Iterable[str], words: Iterable[str]) -> Mapping[str, str]:
    """Return the new forms that an entry of these forms may use, each with the one it is like."""
    listed = frozenset(forms)
    told = ((name, like) for name, rest in pairs(words) for like in rest[:1])
    return {name: like for name, like in told if like in listed and name not in listed}


def outside(new: Mapping[str, str]) -> tuple[str, ...]:
    """Return those of the new forms that anybody in the world can read."""
    return tuple(name for name, like in new.items() if like in OUTSIDE)
