"""读法 — one text as a careful eye reads it: full-width as half-width, 三 as 3, tricks undone."""

import re
import unicodedata
from typing import Final

from msgspec import Struct

NUMERALS: Final = {
    **dict(zip("〇零一二三四五六七八九", "00123456789", strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖幺○", "12345678910", strict=True)),
}
_UNSEEN: Final = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_GAP: Final = r"[ \t\r\n\-–—·._]{0,2}"
_NUMERAL: Final = f"[\\d{''.join(NUMERALS)}]"
_SPELLED: Final = re.compile(f"{_NUMERAL}(?:{_GAP}{_NUMERAL}){{6,}}")
_TABLE: Final = str.maketrans(NUMERALS)
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−─", "-"))


class Reading(Struct, frozen=True):
    """A text made plain: ``plain`` as read, ``digits`` with spelled numbers as figures too.

    Both are equally long; ``at`` tells where each character stood before.
    """

    plain: str
    digits: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch stood in the original."""
        return self.at[start], self.at[end - 1] + 1

    def before(self, start: int, length: int) -> str:
        """Return what stands shortly before, without white space."""
        return "".join(self.plain[max(0, start - length) : start].split())

    def after(self, end: int, length: int) -> str:
        """Return what stands shortly after, without white space."""
        return "".join(self.plain[end : end + length].split())


def read(text: str) -> Reading:
    """Return a text as a careful eye reads it."""
    letters: list[str] = []
    at: list[int] = []
    for place, letter in enumerate(text):
        if _UNSEEN.match(letter):
            continue
        for each in unicodedata.normalize("NFKC", letter):
            letters.append(each)
            at.append(place)
    plain = "".join(letters).translate(_DASHES)
    return Reading(plain, _figures(plain), tuple(at))


def _figures(plain: str) -> str:
    return _SPELLED.sub(lambda found: found.group().translate(_TABLE), plain)
