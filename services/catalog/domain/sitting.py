"""会次 — what a session decided is entered in the catalog as the body's own (S4-01)."""

from collections.abc import Mapping
from typing import Final

from services.catalog.domain.commands import AddEntry
from services.catalog.domain.events import CatalogEvent
from services.catalog.domain.particulars_words import EntryAttributed, Particulars
from services.catalog.domain.rewriting import EntryTwiceError
from services.catalog.domain.sitting_words import RecordSitting, SittingRecorded
from services.catalog.domain.template import path_of
from services.catalog.domain.terms import Entry, item_id_of
from services.catalog.domain.words import plain
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.record import Cause

TITLE: Final = 200


class SittingBodyError(InvalidError):
    """请选择是哪一个公开主体的会议。"""


class SittingTitleError(InvalidError):
    """请填写会议名称。"""


class SittingDayError(InvalidError):
    """请填写闭会日期，不能晚于今天；没有闭会的会议不能登记决定事项。"""


class DecisionsMissingError(InvalidError):
    """请写明会议决定的事项，一行一项。"""


def checked(command: RecordSitting, cause: Cause) -> None:
    """Refuse a session without body, name, day or decisions, or one that is not over."""
    if not command.body.strip():
        raise SittingBodyError(field="body")
    if not command.title.strip():
        raise SittingTitleError(field="title")
    if not command.closed_on or command.closed_on > str(beijing_date(cause.at)):
        raise SittingDayError(field="closed_on")
    if not any(plain(each) for each in command.decisions):
        raise DecisionsMissingError(field="decisions")


def asked(command: RecordSitting) -> list[AddEntry]:
    """Return what is to be entered: each decision once, in order."""
    titles = dict.fromkeys(filter(None, map(plain, command.decisions)))
    return [
        AddEntry(
            level1=command.level1,
            level2=command.level2,
            level3=each,
            forms=command.forms,
            scope=command.scope,
            time_limit=command.time_limit,
        )
        for each in titles
    ]


def new(entries: list[Entry], rows: Mapping[int, Entry]) -> None:
    """Refuse a decision that stands in the catalog already."""
    known = {path_of(each) for each in rows.values()}
    for each in entries:
        if path_of(each) in known:
            raise EntryTwiceError(*path_of(each), field="decisions")


def owned(
    command: RecordSitting, entries: list[Entry], version: int, cause: Cause
) -> list[CatalogEvent]:
    """Return the facts that these entries are the body's, and that it has met."""
    said = Particulars(body=command.body.strip())
    sat = SittingRecorded(
        unit=cause.unit,
        version=version,
        body=command.body.strip(),
        title=command.title.strip(),
        closed_on=command.closed_on,
        decisions=tuple(each.level3 for each in entries),
        recorded_by=cause.actor,
    )
    return [
        *(
            EntryAttributed(
                unit=cause.unit,
                version=version,
                row=each.row,
                item_id=item_id_of(cause.unit, each),
                particulars=said,
                attributed_by=cause.actor,
            )
            for each in entries
        ),
        sat,
    ]
