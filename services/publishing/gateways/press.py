"""印制 — posters, notices and briefings as PDF/A that everybody can read (a-2a and ua-1)."""

import re
import unicodedata
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final

import typst
from msgspec import Struct, json

from services.publishing.domain.paper_words import PaperKind
from shared.decider import RejectedError

FOLDER: Final = Path(__file__).parent / "papers"
FORMS: Final = {
    PaperKind.POSTER: "poster.typ",
    PaperKind.NOTICE: "notice.typ",
    PaperKind.BRIEFING: "notice.typ",
}
STANDARDS: Final = ["a-2a", "ua-1"]
WANTED: Final = frozenset(
    {"Noto Sans CJK SC", "Noto Serif CJK SC", "Source Han Sans SC", "Source Han Serif SC"}
)
PACKAGE: Final = "fonts-noto-cjk"
RARE: Final = "fonts-hanazono"
_UNSEEN: Final = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


class FontsMissingError(RejectedError):
    """本机没有安装中文字体，不能生成文件。"""

    status = 503

    @property
    def sentence(self) -> str:
        """Say what is to be installed."""
        return (
            f"本机没有安装中文字体，不能生成文件；请管理员安装软件包 {PACKAGE} 后重新启动，"
            "其他功能不受影响。"
        )


class GlyphMissingError(RejectedError):
    """文件里有本机字体不能显示的字，不能生成文件。"""

    @property
    def sentence(self) -> str:
        """Name the character, and what helps: a font for a rare name, nothing for a face."""
        missing = f"文件里的“{self.args[0]}”是本机字体不能显示的字，不能生成文件；"
        if len(self.args[0]) == 1 and not unicodedata.name(self.args[0], "").startswith("CJK"):
            return f"{missing}表情、外文等符号请更正为汉字后再生成。"
        return f"{missing}请管理员安装软件包 {RARE} 后重新启动。"


class PaperText(Struct, frozen=True, kw_only=True):
    """版面内容 — everything that is printed; ``qr`` is an SVG, ``head_size`` in points."""

    name: str
    title: str
    unit: str
    scope: str
    limit: str
    until: str
    number: str
    version: int
    paragraphs: tuple[str, ...]
    explanation: str
    date: str
    year: int
    month: int
    day: int
    address: str
    qr: str
    log: str
    leaf: str
    head_size: int = 40


class Press:
    """印刷机 — one set of fonts for all papers, read when the first one is made."""

    def __init__(self, *, system_fonts: bool = True) -> None:
        self._system_fonts = system_fonts
        self._fonts: typst.Fonts | None = None
        self._lock = Lock()

    def pdf(self, kind: PaperKind, text: PaperText, at: datetime) -> bytes:
        """Return a paper; the same text at the same moment gives the same bytes.

        Raises:
            FontsMissingError: this machine has no Chinese fonts.
            GlyphMissingError: a character of the text is in none of its fonts.

        """
        data = json.encode(text).decode()
        try:
            made = typst.compile(
                (FOLDER / FORMS[kind]).read_bytes(),
                font_paths=self.fonts(),
                sys_inputs={"data": data},
                pdf_standards=STANDARDS,  # type: ignore[arg-type]
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise _understood(error) from error
        if not isinstance(made, bytes):
            raise TypeError(made)
        return made

    def fonts(self) -> typst.Fonts:
        """Return the fonts of this machine.

        Raises:
            FontsMissingError: none of them is Chinese.

        """
        with self._lock:
            if self._fonts is None:
                self._fonts = typst.Fonts(include_system_fonts=self._system_fonts)
        if not WANTED & set(self._fonts.families()):
            raise FontsMissingError
        return self._fonts


def _understood(error: typst.TypstError) -> Exception:
    found = _UNSEEN.search(str(error.message))
    if found is None:
        return error
    return GlyphMissingError(_ESCAPED.sub(lambda each: f"U+{each[1].upper()}", found[1]))
