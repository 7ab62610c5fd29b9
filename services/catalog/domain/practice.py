"""典型做法 — what a unit does well, told with proofs; what a superior marks as a model (S0-87)."""

from typing import Annotated
from uuid import UUID, uuid5

from msgspec import Meta, Struct

from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

NAME = 100  # characters
STORY = 4_000
LINKS = 20
LINK = 300
SCHEMES = ("https://", "http://", "/items/", "/archive/")


class TellPractice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记典型做法 — ``links`` lead to what proves it: disclosures, records, reports."""

    name: Annotated[str, Meta(max_length=NAME)] = ""
    story: Annotated[str, Meta(max_length=STORY)] = ""
    links: tuple[Annotated[str, Meta(max_length=LINK)], ...] = ()


class CommendPractice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """标为典型 — by a superior, with what is to be learned of it."""

    note: Annotated[str, Meta(max_length=500)] = ""


class Telling(Struct, frozen=True, kw_only=True):
    """登记典型做法 — ``scheme``: the number of the version in force, 0 if there is none."""

    asked: TellPractice
    scheme: int


class Commending(Struct, frozen=True, kw_only=True):
    """标为典型 — ``superiors`` are the units above the one whose practice it is."""

    asked: CommendPractice
    superiors: frozenset[str]


class PracticeRegistered(Struct, frozen=True, kw_only=True, tag="catalog.practice.registered.v1"):
    """典型做法已登记"""

    unit: str
    name: str
    story: str
    links: tuple[str, ...]
    scheme: int
    told_by: str


class PracticeCommended(Struct, frozen=True, kw_only=True, tag="catalog.practice.commended.v1"):
    """已标为典型"""

    unit: str
    commended_by_unit: str
    note: str
    commended_by: str


PracticeCommand = TellPractice | CommendPractice
PracticeEvent = PracticeRegistered | PracticeCommended


class Practice(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose it is, and which superiors have marked it."""

    unit: str = ""
    commended: frozenset[str] = frozenset()


class PracticeNameError(InvalidError):
    """请填写做法的名称，不超过100个字。"""


class PracticeStoryError(InvalidError):
    """请写明怎样做、效果怎样，不超过4000个字。"""


class PracticeLinksError(InvalidError):
    """请至少附一个佐证链接，最多20个；以“https://”“http://”开头，或者是本站的地址（/items/……）。"""


class PracticeTwiceError(RejectedError):
    """这个单位已经登记过同名的做法。"""


class PracticeUnknownError(NotFoundError):
    """没有找到这个典型做法。"""


class PracticeCommendedError(RejectedError):
    """本单位已经把它标为典型。"""


class NotSuperiorError(ForbiddenError):
    """只有上级单位可以把下级的做法标为典型。"""


def practice_id_of(unit: str, name: str) -> UUID:
    """Return the stream of a practice: one for each name in a unit."""
    return uuid5(UUID(unit), f"practice/{''.join(name.split())}")


def decide(command: Telling | Commending, practice: Practice, cause: Cause) -> list[PracticeEvent]:
    """Answer who tells of a practice, or marks one as a model."""
    if isinstance(command, Telling):
        return [_told(command, practice, cause)]
    if not practice.unit:
        raise PracticeUnknownError
    if cause.unit not in command.superiors:
        raise NotSuperiorError(cause.unit)
    if cause.unit in practice.commended:
        raise PracticeCommendedError
    return [
        PracticeCommended(
            unit=practice.unit,
            commended_by_unit=cause.unit,
            note=command.asked.note.strip(),
            commended_by=cause.actor,
        )
    ]


def evolve(practice: Practice, event: PracticeEvent) -> Practice:
    """Return the practice after an event."""
    if isinstance(event, PracticeRegistered):
        return Practice(unit=event.unit)
    known = practice.commended | {event.commended_by_unit}
    return Practice(unit=practice.unit, commended=known)


def _told(command: Telling, practice: Practice, cause: Cause) -> PracticeRegistered:
    asked = command.asked
    if practice.unit:
        raise PracticeTwiceError
    if not 0 < len(asked.name.strip()) <= NAME:
        raise PracticeNameError(field="name")
    if not 0 < len(asked.story.strip()) <= STORY:
        raise PracticeStoryError(field="story")
    links = tuple(plain for each in asked.links if (plain := each.strip()))
    if not 0 < len(links) <= LINKS or not all(each.startswith(SCHEMES) for each in links):
        raise PracticeLinksError(field="links")
    return PracticeRegistered(
        unit=cause.unit,
        name=asked.name.strip(),
        story=asked.story.strip(),
        links=links,
        scheme=command.scheme,
        told_by=cause.actor,
    )


PRACTICE: Decider[Telling | Commending, Practice, PracticeEvent] = Decider(
    Practice(), decide, evolve
)
