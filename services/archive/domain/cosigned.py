"""共同签署 — which cosigned checkpoints are kept: the last of each day, and all that is newer.

A log only grows, so the newest cosigned checkpoint proves every entry that an earlier one
proves. Those of past days stay as evidence of when the witnesses had seen how much.
"""

from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct

DAY: Final = 86_400  # seconds
BEIJING: Final = 8 * 3_600  # seconds ahead of UTC


class Signing(Struct, frozen=True):
    """签署 — when the last cosignature of a size was given (seconds), and were they enough."""

    moment: int
    enough: bool

    @property
    def day(self) -> int:
        """Return the day in Beijing, counted from 1970."""
        return (self.moment + BEIJING) // DAY


def superfluous(signed: Mapping[int, Signing], newest: Collection[int]) -> list[int]:
    """Return the sizes whose cosignatures need not be kept, smallest first.

    ``newest`` are the sizes up to which each witness has followed; what is beyond the last
    size that enough have cosigned may still find the others.
    """
    enough = sorted(size for size, each in signed.items() if each.enough)
    if not enough:
        return []
    lasting = {signed[size].day: size for size in enough}
    kept = {*lasting.values(), *newest}
    return sorted(size for size in signed if size < enough[-1] and size not in kept)
