"""简报的编印 — several matters of one unit in one document, for whom all of them are."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from services.publishing.domain.paper_words import PaperKind
from services.publishing.domain.terms import PUBLISHERS, SCOPES, Phase, Scope
from services.publishing.gateways.press import PaperText
from services.publishing.gateways.word_files import docx
from services.publishing.handlers.papers import (
    PaperRoom,
    PaperUnknownError,
    Printed,
    chinese,
    code_of,
    kind_of,
    may_be_printed,
    plain,
    size_of,
)
from services.publishing.handlers.reading import Readings, Shown
from services.publishing.views import PortalRow, portal
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.view import Views
from shared.web import Caller

MOST: Final = 30  # matters of one briefing
OFFERED: Final = 100  # matters to choose from, the newest
HEAD: Final = "党务公开简报"
ONES: Final = ("", *"一二三四五六七八九")


class NothingChosenError(InvalidError):
    """请选择要编入简报的事项。"""


class TooManyChosenError(InvalidError):
    """一份简报最多编入30项，请分成几份。"""


class SeveralUnitsError(InvalidError):
    """一份简报只编入一个单位的事项，请分成几份。"""


@dataclass(frozen=True)
class Briefings:
    """简报"""

    views: Views
    readings: Readings
    room: PaperRoom

    async def compose(self, chosen: Sequence[UUID], name: str, caller: Caller) -> Printed:
        """Return a briefing of matters; each is printed by the rule of its own page.

        Raises:
            NothingChosenError, TooManyChosenError, SeveralUnitsError: they make no briefing.
            NotRegisteredError: no such disclosure, or not for this reader.
            PaperTooEarlyError, PaperWithdrawnError: not yet disclosed, or no more.
            FontsMissingError, GlyphMissingError: it cannot be printed here.

        """
        kind, ending = kind_of(name)
        if kind is not PaperKind.BRIEFING:
            raise PaperUnknownError(name)
        ids = list(dict.fromkeys(chosen))
        if not ids:
            raise NothingChosenError(field="item")
        if len(ids) > MOST:
            raise TooManyChosenError(field="item")
        found = [await self.readings.item(each, caller) for each in ids]
        return await asyncio.to_thread(self._printed, found, ending, caller)

    def offered(self, caller: Caller) -> list[PortalRow]:
        """Return what a publisher may put into a briefing, the newest first."""
        c = portal.c
        opened = c.phase.in_([Phase.INNER.value, Phase.PUBLIC.value]), c.withdrawn.is_(False)
        mine = c.unit.in_(caller.units(*PUBLISHERS)), *opened
        return self.views.select(portal, *mine, order=[c.shown_at.desc()], limit=OFFERED)

    def _printed(self, found: Sequence[Shown], ending: str, caller: Caller) -> Printed:
        for each in found:
            may_be_printed(each)
        if len({each.row.unit for each in found}) > 1:
            raise SeveralUnitsError(field="item")
        text, at = self._text(found, caller), max(each.row.changed_at for each in found)
        word = ending == "docx"
        data = docx(text, at) if word else self.room.press.pdf(PaperKind.BRIEFING, text, at)
        title = f"{text.title}.{ending}"
        return Printed(name=title, kind=ending, data=data, sha256=sha256(data).hexdigest())

    def _text(self, found: Sequence[Shown], caller: Caller) -> PaperText:
        day, first = beijing_date(caller.at), found[0].row
        address = f"{self.room.origin}/?unit={first.unit}"
        order = list(Scope)
        narrowest = max((each.row.scope for each in found), key=order.index)
        return PaperText(
            name=HEAD,
            title=f"{chinese(day)}公开事项（{len(found)}项）",
            unit=plain(first.unit_name),
            scope=SCOPES[narrowest],
            limit="",
            until="",
            number=f"共 {len(found)} 项",
            version=1,
            paragraphs=tuple(_paragraphs(found)),
            explanation="",
            date=chinese(day),
            year=day.year,
            month=day.month,
            day=day.day,
            address=address,
            qr=code_of(address),
            log="各事项的存证见其网页",
            leaf="",
            head_size=size_of(first.unit_name + HEAD),
        )


def numeral(number: int) -> str:
    """Return a number below 100 as headings write it: 一、十、二十三."""
    tens, ones = divmod(number, 10)
    return f"{ONES[tens] if tens > 1 else ''}{'十' if tens else ''}{ONES[ones]}"


def _paragraphs(found: Sequence[Shown]) -> Iterator[str]:
    for number, each in enumerate(found, 1):
        row = each.row
        yield f"{numeral(number)}、{plain(row.title)}"
        if row.version > 1 and row.explanation:
            yield f"更正说明：{plain(row.explanation)}"
        yield from filter(None, map(plain, each.content.splitlines()))
        shown = chinese(beijing_date(row.shown_at))
        yield f"（{SCOPES[row.scope]}，{shown}公开，编号 {str(row.disclosure_id)[:8]}）"
