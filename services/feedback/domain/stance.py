"""表态 — for or against a plan that is shown before its decision: one for each who signs."""

import hmac
import unicodedata
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.writing import Identity
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause, canonical

VOICES: Final = UUID("0b9f6a53-6a0a-5d0e-8d0e-2a3f5b1c7e42")  # namespace of voices' ids


class Stance(Enum):
    """表态 — what somebody says to a plan; 其他意见 takes no side."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    AMEND = "amend"
    OTHER = "other"


STANCES: Final = {
    Stance.SUPPORT: "赞成",
    Stance.OPPOSE: "反对",
    Stance.AMEND: "建议修改",
    Stance.OTHER: "其他意见",
}


class Window(Struct, frozen=True, kw_only=True):
    """征求意见期 — from its first to its last day in Beijing, both included."""

    opened_on: date
    last_day: date
    over: bool = False


class DeclareStance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """表明态度 — with an opinion; ``window``: None if nothing is asked about this disclosure."""

    unit: str
    disclosure_id: str
    version: int
    opinion_id: str
    stance: Stance
    verified: bool
    window: Window | None


class StanceDeclared(Struct, frozen=True, kw_only=True, tag="feedback.stance.declared.v1"):
    """态度已表明 — ``verified``: of somebody who signed; else it is counted apart."""

    unit: str
    disclosure_id: str
    version: int
    opinion_id: str
    stance: Stance
    verified: bool


class Voice(Struct, frozen=True):
    """What must be remembered of one voice on one plan: that it has spoken."""

    spoken: bool = False


class StanceUnclearError(InvalidError):
    """请选择对方案的态度：赞成、反对、建议修改、其他意见，或者不表态。"""


class NotAskedError(RejectedError):
    """这项公开不在征求意见，不用表态；您的意见可以不选态度直接提交。"""


class StanceLateError(RejectedError):
    """征求意见期已经结束，不再计入表态；您的意见可以不选态度直接提交。"""


class StanceTwiceError(RejectedError):
    """您已经对这个方案表过态，一人只计一次；补充意见可以不选态度直接提交。"""


def chosen(text: str) -> Stance | None:
    """Return the stance that a form names; None: none was taken.

    Raises:
        StanceUnclearError: there is no such stance.

    """
    if text and text not in {each.value for each in Stance}:
        raise StanceUnclearError(text, field="stance")
    return Stance(text) if text else None


def voice_id(secret: bytes, disclosure_id: str, opinion_id: UUID, who: Identity | None) -> UUID:
    """Return the stream of a voice: the same for whoever signs alike, its own for each unsigned.

    Nobody without the house's secret can tell from it who spoke.
    """
    if who is None:
        return uuid5(VOICES, f"{disclosure_id}/{opinion_id}")
    known = canonical([disclosure_id, _plain(who.name), _plain(who.contact)])
    return uuid5(VOICES, hmac.digest(secret, b"voice" + known, sha256).hex())


def decide(command: DeclareStance, voice: Voice, cause: Cause) -> list[StanceDeclared]:
    """Take a stance in, once, while it is asked for."""
    window, today = command.window, beijing_date(cause.at)
    if window is None or today < window.opened_on:
        raise NotAskedError(field="stance")
    if window.over or today > window.last_day:
        raise StanceLateError(window.last_day, field="stance")
    if voice.spoken:
        raise StanceTwiceError(field="stance")
    return [
        StanceDeclared(
            unit=command.unit,
            disclosure_id=command.disclosure_id,
            version=command.version,
            opinion_id=command.opinion_id,
            stance=command.stance,
            verified=command.verified,
        )
    ]


def evolve(_: Voice, event: StanceDeclared) -> Voice:
    """Return the voice once it has spoken."""
    del event
    return Voice(spoken=True)


VOICE: Final[Decider[Any, Voice, Any]] = Decider(initial=Voice(), decide=decide, evolve=evolve)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if each.isalnum())
