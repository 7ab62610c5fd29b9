"""隐去姓名 — what is published names nobody: names, numbers and addresses are masked."""

import re
from collections.abc import Iterable
from typing import Final

IDENTITY: Final = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?![\dXx])")
MOBILE: Final = re.compile(r"(?<!\d)(1[3-9]\d)[\s-]?\d{4}[\s-]?(\d{4})(?!\d)")
LANDLINE: Final = re.compile(r"(?<!\d)(0\d{2,3})[\s-]?\d{3,4}(\d{4})(?!\d)")
NUMBER: Final = r"[0-9０-９一二三四五六七八九十百]+"
ADDRESS: Final = re.compile(
    r"([\u4e00-\u9fff]{1,8}(?:路|街|巷|弄|村|小区|花园|家园|新村|大院|社区))"
    rf"((?:{NUMBER}(?:号楼|号|栋|幢|组|队|单元|室|层|户)\s*)+)"
)
SURNAMES: Final = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|端木|百里|呼延|南宫|西门"
)
SHORT: Final = 2  # characters of the shortest name that is masked
LONG: Final = 3


def masked(text: str, names: Iterable[str]) -> str:
    """Return a text in which these persons are 某某 and no number leads to anybody (S0-22)."""
    for name in sorted(set(names), key=len, reverse=True):
        if len(name) >= SHORT:
            text = text.replace(name, hidden(name))
    text = IDENTITY.sub(r"\1********\2", text)
    text = MOBILE.sub(r"\1****\2", text)
    text = LANDLINE.sub(r"\1****\2", text)
    return ADDRESS.sub(r"\1某处", text)


def hidden(name: str) -> str:
    """Return a name as it is published: 王建国 → 王某某, 李敏 → 李某, 欧阳静 → 欧阳某."""
    double = SURNAMES.match(name)
    surname = double[0] if double else name[:1]
    given = len(name) - len(surname)
    return surname + "某" * min(max(given, 1), LONG - 1)
