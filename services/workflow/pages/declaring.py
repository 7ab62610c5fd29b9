"""要件表 — what people type of a matter beside its text, and what their scheme asks for."""

from datetime import date
from typing import Any

from msgspec import Struct

from services.workflow.domain.demand_words import Declared
from services.workflow.domain.terms import Scope
from services.workflow.handlers.executions import Executions
from services.workflow.handlers.linking import earlier_ones
from services.workflow.handlers.tailoring import tailored_to
from services.workflow.pages.enclosing import Enclosing
from services.workflow.views import ItemRow, schemes
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.view import Views
from shared.web import Caller

DATES = ("case_effective", "objection_until")


class DayUnclearError(InvalidError):
    """日期请按“年-月-日”填写，例如 2026-07-10。"""


class Declaring(Enclosing, frozen=True, kw_only=True):
    """要件表 — what was typed, word for word."""

    superior_document: str = ""
    superior_link: str = ""
    case_document: str = ""
    case_effective: str = ""
    objection_channel: str = ""
    objection_until: str = ""
    earlier: str = ""
    earlier_note: str = ""
    carries_out: str = ""
    totals: list[str] = []  # noqa: RUF012 — msgspec copies it
    display_reason: str = ""

    def declared(self) -> Declared:
        """Return what was typed.

        Raises:
            DayUnclearError: a day cannot be understood; its field is named.

        """
        days = {name: _day(getattr(self, name), name) for name in DATES}
        return Declared(
            superior_document=self.superior_document.strip(),
            superior_link=self.superior_link.strip(),
            case_document=self.case_document.strip(),
            objection_channel=self.objection_channel.strip(),
            earlier=self.earlier,
            earlier_note=self.earlier_note.strip(),
            carries_out=self.carries_out,
            totals=bool(self.totals),
            display_reason=self.display_reason.strip(),
            **days,
        )


class Demanded(Struct, frozen=True, kw_only=True):
    """所要的要件 — what the form asks for, and what may be picked."""

    demands: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    display: tuple[str, ...] = ()
    earlier: list[tuple[str, str]] = []
    decisions: list[tuple[str, str]] = []


def demanded(views: Views, item: ItemRow, caller: Caller, scope: Scope | None = None) -> Demanded:
    """Return what the scheme in force asks of a matter beside its text."""
    scheme = views.get(schemes, item.unit)
    rules = tailored_to(scheme, item, scope, beijing_date(caller.at)) if scheme else None
    found = rules.procedure if rules else None
    return Demanded(
        demands=found.demands if found else (),
        stages=found.stages if found else (),
        display=found.display if found else (),
        earlier=earlier_ones(views, item, rules),
        decisions=Executions(views).open_ones(item.unit),
    )


def typed_of(declared: Declared) -> dict[str, Any]:
    """Return what was said of a matter as it is typed."""
    told = {name: getattr(declared, name) for name in declared.__struct_fields__}
    days = {name: told[name].isoformat() if told[name] else "" for name in DATES}
    return told | days | {"totals": ["yes"] if declared.totals else []}


def _day(text: str, field: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DayUnclearError(text[:20], field=field) from None
