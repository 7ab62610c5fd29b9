"""公文 — reports and key documents in the layout of GB/T 9704, as PDF/A that everybody can read."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import typst
from msgspec import Struct, json

from shared.decider import RejectedError

FORM: Final = Path(__file__).with_name("gongwen.typ")
STANDARDS: Final = ["a-2a", "ua-1"]
WANTED: Final = frozenset(
    {"Noto Sans CJK SC", "Noto Serif CJK SC", "Source Han Sans SC", "Source Han Serif SC"}
)


class NoFontsError(RejectedError):
    """本机没有安装中文字体，不能生成公文；请管理员安装软件包 fonts-noto-cjk 后重新启动。"""

    status = 503


class GlyphError(RejectedError):
    """公文里有本机字体不能显示的字，请管理员安装软件包 fonts-hanazono 后重新启动。"""

    status = 503


class Official(Struct, frozen=True, kw_only=True):
    """公文版面 — all that is printed; ``table`` is the enclosure, a row for each task."""

    issuers: tuple[str, ...]
    numbers: tuple[str, ...]
    title: str
    paragraphs: tuple[str, ...]
    date: str
    year: int
    month: int
    day: int
    to: str = ""
    table: tuple[tuple[str, ...], ...] = ()


def pdf(text: Official, at: datetime) -> bytes:
    """Return a document; the same text at the same moment gives the same bytes.

    Raises:
        NoFontsError: this machine has no Chinese fonts.
        GlyphError: a character of the text is in none of its fonts.

    """
    try:
        made = typst.compile(
            FORM.read_bytes(),
            font_paths=_fonts(),
            sys_inputs={"data": json.encode(text).decode()},
            pdf_standards=STANDARDS,  # type: ignore[arg-type]
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        if "could not be displayed" in str(error.message):
            raise GlyphError from error
        raise
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


@cache
def _system() -> typst.Fonts:
    return typst.Fonts()


def _fonts() -> typst.Fonts:
    found = _system()
    if not WANTED & set(found.families()):
        raise NoFontsError
    return found
