"""The reading room: rows folded from facts. Fed twice, nothing changes.

Promises: rows and the position they reflect are saved in one transaction;
letters of one source are folded in order and without a gap; every view can be
thrown away and folded again, while the service answers, to the same rows byte
for byte, because the order in which sources were read is kept too.
"""

from shared.view.declare import Rows, View
from shared.view.glimpse import Glimpse
from shared.view.room import DeadLetter, GapError, Views
from shared.view.words import Asked, Words

__all__ = ["Asked", "DeadLetter", "GapError", "Glimpse", "Rows", "View", "Views", "Words"]
