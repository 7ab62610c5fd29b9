"""渠道测试的办理 — staff say what a test came to; nothing is shown where a scheme asks for one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import Struct

from services.publishing.domain.letters import CHANNELS
from services.publishing.domain.showing import RECORDERS
from services.publishing.domain.terms import STAFF
from services.publishing.domain.trial import OWN, PILOT, TESTED, TRIAL, piloted, trial_id_of
from services.publishing.domain.trial_words import TryChannel
from services.publishing.handlers.rules import RuleBook
from services.publishing.views.trials import TrialRow, trials
from shared.calendar import beijing_date
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller


class Tested(Struct, frozen=True, kw_only=True):
    """一个单位的渠道 — ``pilots``: forms on trial with the widest audience of each."""

    unit: str
    rows: list[TrialRow]
    pilots: dict[str, str]
    asked: bool
    untested: tuple[str, ...]


@dataclass(frozen=True)
class Trying:
    """渠道测试"""

    store: Store[Any]
    views: Views

    async def note(self, asked: TryChannel, caller: Caller) -> Receipt:
        """Say what a test came to.

        Raises:
            WrongPostError: the caller records nothing for this unit.
            FormMissingError, TextMissingError: something is missing.

        """
        cause = caller.acting(asked.unit, *RECORDERS)
        task = Task(TRIAL, trial_id_of(asked.unit, "".join(asked.form.split())), asked)
        return await self.store.file(task, cause=cause)

    def look(self, caller: Caller) -> list[Tested]:
        """Return how the channels of a person's units were tried.

        Raises:
            NotLoggedInError: nobody has logged in.

        """
        caller.known()
        today = beijing_date(caller.at)
        units = dict.fromkeys([*caller.units(*STAFF), *caller.units(*RECORDERS)])
        return [self._unit(each, today) for each in units]

    def _unit(self, unit: str, today: date) -> Tested:
        book, forms = RuleBook(self.views), tuple(CHANNELS)
        words = piloted(book.words(unit, PILOT, today, ()))
        order = [trials.c.form]
        return Tested(
            unit=unit,
            rows=self.views.select(trials, trials.c.unit == unit, order=order),
            pilots={form: scope.value for form, scope in words.items()},
            asked=asks(book, unit, today),
            untested=untested(self.views, unit, forms),
        )


def asks(book: RuleBook, unit: str, today: date) -> bool:
    """Tell whether a unit's scheme lets nothing be shown by what was not tried (S2-45)."""
    return book.values(unit, today).get(TESTED) is True


def untested(views: Views, unit: str, forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the forms whose newest test did not show that they work, or that were never tried."""
    mine = trials.c.unit == unit, trials.c.works.is_(True)
    working = {each.form for each in views.select(trials, *mine)}
    return tuple(each for each in forms if each not in working and each != OWN)
