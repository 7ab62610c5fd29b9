"""召集 — who comes to a hearing is drawn once, by a seed that is kept: pure (S4 四(三)2)."""

import re
from datetime import date
from typing import Final

from services.workflow.domain.convening_words import DrawHearing, HearingAllotted
from services.workflow.domain.dossier_state import Dossier
from services.workflow.domain.duty import Term
from services.workflow.domain.hearing import ANNOUNCED, HearingRecordedAlreadyError, come
from services.workflow.domain.period import deadline
from shared.calendar import Calendar
from shared.decider import InvalidError, RejectedError
from shared.lot import drawn
from shared.record import Cause

MANY: Final = 1_000  # applicants
SEED: Final = 100  # characters
NUMBER: Final = re.compile(r"^[0-9A-Za-z-]{1,20}$")


class ApplicantsError(InvalidError):
    """请逐个写明报名编号，只用数字、字母和横线，每个不超过20个字符，不写姓名，不能重复，最多1000个。"""


class SeedMissingError(InvalidError):
    """请写明抽签的种子，不超过100个字。"""


class HearingDrawnAlreadyError(RejectedError):
    """这次听证会的参加人已经抽签确定，不能重抽。"""


class OpinionCountError(InvalidError):
    """采纳的意见不能多于收到的意见，请核对件数。"""


class NoticeUnshownError(InvalidError):
    """涉及群众切身利益的决策要先向社会公示，请选择本单位已经向社会公开的公示。"""


class NoticeRunningError(RejectedError):
    """公示期没有满，征求意见不能结束。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the days of the scheme and the last of them."""
        term, last = self.args
        days = f"{term.days}个{'工作日' if term.working else '自然日'}"
        until = f"{last.year}年{last.month}月{last.day}日"
        return f"重大决策公示不少于{days}，到{until}满期，征求意见不能提前结束。"


class SessionMissingError(InvalidError):
    """请写明列入哪次会议（不超过200个字）和开会日期，开会日期不能早于今天。"""


def noticed(term: Term, shown: date | None, today: date, calendar: Calendar) -> None:
    """Refuse to end step 2 before society was shown the matter for the term (S4-70).

    Raises:
        NoticeUnshownError: society was not shown it at all.
        NoticeRunningError: not for long enough; the last day is named.

    """
    if shown is None:
        raise NoticeUnshownError(field="notice_id")
    last = deadline(shown, term, calendar).due
    if today <= last:
        raise NoticeRunningError(term, last, field="notice_id")


def draw(command: DrawHearing, state: Dossier, _: Cause) -> HearingAllotted:
    """Return who was drawn; whoever has the seed and the numbers draws the same again.

    Raises:
        HearingDrawnAlreadyError: there is one draw, so that nobody looks for a better one.

    """
    if come(command.number, state) != ANNOUNCED:
        raise HearingRecordedAlreadyError
    if command.number in state.drawn:
        raise HearingDrawnAlreadyError
    applicants = _numbers(command.applicants)
    seed = command.seed.strip()
    if not 0 < len(seed) <= SEED:
        raise SeedMissingError(field="seed")
    return HearingAllotted(
        number=command.number,
        applicants=applicants,
        seed=seed,
        drawn=drawn(seed, applicants, state.seats[command.number - 1]),
    )


def _numbers(typed: tuple[str, ...]) -> tuple[str, ...]:
    numbers = tuple(each.strip() for each in typed)
    sound = all(NUMBER.match(each) for each in numbers) and len({*numbers}) == len(numbers)
    if not 0 < len(numbers) <= MANY or not sound:
        raise ApplicantsError(field="applicants")
    return numbers
