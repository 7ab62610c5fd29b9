"""专家名录 — who may be asked, in which field, and which interests they have declared (S4 四(三)3).

The list is the unit's; a declaration is the expert's own, and stands as long as it is not
declared anew.
"""

from typing import Final

from msgspec import Struct

from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LINE: Final = 200  # characters of a field, of an interest
MANY: Final = 20  # interests


class EnlistExpert(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """列入专家名录"""

    unit: str
    person: str
    field: str


class DeclareInterests(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """申报利害关系 — all that the expert has now; empty: none."""

    interests: tuple[str, ...]


class ExpertEnlisted(Struct, frozen=True, kw_only=True, tag="workflow.expert.enlisted.v1"):
    """专家已列入名录"""

    unit: str
    person: str
    field: str


class InterestsDeclared(Struct, frozen=True, kw_only=True, tag="workflow.interests.declared.v1"):
    """利害关系已申报"""

    unit: str
    person: str
    interests: tuple[str, ...]


ExpertCommand = EnlistExpert | DeclareInterests
ExpertEvent = ExpertEnlisted | InterestsDeclared


class Expert(Struct, frozen=True, kw_only=True):
    """What must be remembered of somebody on the list."""

    unit: str = ""
    person: str = ""


class ExpertUnknownError(NotFoundError):
    """专家名录里没有这个人。"""


class ExpertListedAlreadyError(RejectedError):
    """这个人已经在本单位的专家名录里。"""


class ExpertFieldError(InvalidError):
    """请写明专业领域，不超过200个字。"""


class InterestsError(InvalidError):
    """利害关系一行写一项，最多20项，每项不超过200个字。"""


class NotTheExpertError(ForbiddenError):
    """利害关系由专家本人申报。"""


def decide(command: ExpertCommand, expert: Expert, cause: Cause) -> list[ExpertEvent]:
    """Judge one command."""
    match command:
        case EnlistExpert():
            return [_enlist(command, expert)]
        case DeclareInterests(interests=interests):
            return [_declare(interests, expert, cause)]


def evolve(_: Expert, event: ExpertEvent) -> Expert:
    """Remember who it is, and on whose list."""
    return Expert(unit=event.unit, person=event.person)


def _enlist(command: EnlistExpert, expert: Expert) -> ExpertEnlisted:
    if expert.person:
        raise ExpertListedAlreadyError(field="person")
    if not 0 < len(command.field.strip()) <= LINE:
        raise ExpertFieldError(field="field")
    return ExpertEnlisted(unit=command.unit, person=command.person, field=command.field.strip())


def _declare(said: tuple[str, ...], expert: Expert, cause: Cause) -> InterestsDeclared:
    if not expert.person:
        raise ExpertUnknownError
    if cause.actor != expert.person:
        raise NotTheExpertError
    interests = tuple(each.strip() for each in said if each.strip())
    if len(interests) > MANY or any(len(each) > LINE for each in interests):
        raise InterestsError(field="interests")
    return InterestsDeclared(unit=expert.unit, person=expert.person, interests=interests)


EXPERT: Final = Decider[ExpertCommand, Expert, ExpertEvent](
    initial=Expert(), decide=decide, evolve=evolve
)
