"""渠道的测试和试点 — tried before general use (S2-45), first with few people (S1-41).

Which forms are on trial, and for whom at most, is told by a unit's scheme: ``公众号=党内``.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.showing import by_recorder, written
from services.publishing.domain.terms import Scope
from services.publishing.domain.trial_words import ChannelTried, TryChannel
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

PILOT: Final = "channels.pilot"  # T251
TESTED: Final = "channels.tested"  # T252
TRIALS: Final = UUID("2f0a4a83-7a0f-5d0e-8a3c-0b1d7c6c5e11")  # namespace of tests
FORM: Final = 30  # characters of a form
OWN: Final = "网站"  # what the house itself shows needs no test of a channel
EQUALS: Final = re.compile("[=＝]")
WORDS: Final = {"社会": Scope.SOCIETY, "党内": Scope.PARTY, "本单位": Scope.UNIT}
WIDEST: Final = list(Scope)


class Tried(Struct, frozen=True):
    """What must be remembered: how often a channel was tried."""

    times: int = 0


class FormMissingError(InvalidError):
    """请写明测试的是哪种公开形式，不超过30个字。"""


class ChannelUntestedError(RejectedError):
    """这种公开形式还没有通过测试，本单位的方案规定不能使用。"""

    @property
    def sentence(self) -> str:
        """Name the form."""
        return f"公开形式“{self.args[0]}”还没有通过测试，本单位的方案规定不能使用。"


class TrialTooWideError(RejectedError):
    """这种公开形式正在试点，只能在试点的范围内使用。"""

    @property
    def sentence(self) -> str:
        """Name the form."""
        return f"公开形式“{self.args[0]}”正在试点，送达对象超出了试点的范围。"


def trial_id_of(unit: str, form: str) -> UUID:
    """Return the stream of the tests of a unit's channel."""
    return uuid5(TRIALS, f"{unit}/{form}")


def piloted(words: Iterable[str]) -> Mapping[str, Scope]:
    """Return the forms on trial with the widest audience of each (试点)."""
    parts = (EQUALS.split(each.strip(), maxsplit=1) for each in words)
    told = ((form.strip(), rest[0].strip() if rest else "") for form, *rest in parts)
    return {form: WORDS.get(scope, Scope.SOCIETY) for form, scope in told}


def beyond(words: Iterable[str], form: str, audience: Scope) -> bool:
    """Tell whether a form on trial would reach more people than the trial is for."""
    widest = piloted(words).get(form, Scope.SOCIETY)
    return WIDEST.index(audience) < WIDEST.index(widest)


def tested(form: str, untested: Iterable[str]) -> None:
    """Refuse to show anything by a form of which no test has shown that it works (S2-45)."""
    if form in untested:
        raise ChannelUntestedError(form, field="form")


def within(words: Iterable[str], form: str, audience: Scope) -> None:
    """Refuse to show anything by a form on trial to more people than the trial is for (S1-41)."""
    if beyond(words, form, audience):
        raise TrialTooWideError(form, audience.value, field="form")


def decide(command: TryChannel, state: Tried, cause: Cause) -> list[ChannelTried]:
    """Keep what a test of a channel came to."""
    del state
    by_recorder(command.unit, cause)
    form = "".join(command.form.split())
    if not 0 < len(form) <= FORM:
        raise FormMissingError(field="form")
    note = written(command.note, "note")
    return [ChannelTried(unit=command.unit, form=form, works=command.works, note=note)]


def evolve(state: Tried, event: ChannelTried) -> Tried:
    """Remember that it was tried once more."""
    del event
    return Tried(times=state.times + 1)


TRIAL: Final = Decider[TryChannel, Tried, ChannelTried](
    initial=Tried(), decide=decide, evolve=evolve
)
