"""卷宗 — a matter's whole record as PDF/A that everybody can read (a-2a and ua-1)."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from msgspec import json

from shared.decider import RejectedError

FORM: Final = Path(__file__).with_name("record.typ")
STANDARDS: Final = ["a-2a", "ua-1"]
WANTED: Final = frozenset(
    {"Noto Sans CJK SC", "Noto Serif CJK SC", "Source Han Sans SC", "Source Han Serif SC"}
)
GETA: Final = "〓"  # what a printer sets for a character that is not in the case
UNSEEN: Final = re.compile(r'the text `"(.*?)"` could not be displayed')
MOST: Final = 50  # characters that are set as 〓 before it is given up


class NoFontsError(RejectedError):
    """本机没有安装中文字体，不能生成卷宗；请管理员安装软件包 fonts-noto-cjk 后重新启动。"""

    status = 503


class Binder:
    """装订 — prints records with the fonts of this machine, which are read once."""

    def pdf(self, told: Mapping[str, Any], at: datetime) -> bytes:
        """Return a record; the same content at the same moment gives the same bytes.

        A character that no font of this machine can show is printed as 〓; its own
        form stands in the facts beside.

        Raises:
            NoFontsError: this machine has no Chinese fonts.

        """
        data = json.encode(told).decode()
        for _ in range(MOST):
            try:
                return self._made(data, at)
            except typst.TypstError as error:
                unseen = UNSEEN.search(str(error.message))
                if unseen is None:
                    raise
                data = data.replace(_character(unseen[1]), GETA)
        return self._made(data, at)

    @staticmethod
    def _made(data: str, at: datetime) -> bytes:
        made = typst.compile(
            FORM.read_bytes(),
            font_paths=_fonts(),
            sys_inputs={"data": data},
            pdf_standards=STANDARDS,  # type: ignore[arg-type]
            timestamp=int(at.timestamp()),
        )
        if not isinstance(made, bytes):
            raise TypeError(made)
        return made


@cache
def _fonts() -> typst.Fonts:
    found = typst.Fonts(include_system_fonts=True)
    if not WANTED & set(found.families()):
        raise NoFontsError
    return found


def _character(shown: str) -> str:
    """Return the text that typst names, which writes rare characters as numbers."""
    return re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda each: chr(int(each[1], 16)), shown)
