"""来历 — which facts each page was made of, in the order in which they were folded (J6).

The page of a disclosure at any past moment is what these facts make of it, up to that
moment. Own facts are named by their place, those of others are kept as they were heard.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from services.publishing.heard import ObligationFulfilled, ObligationRaised
from services.publishing.views.catalog import notices
from services.publishing.views.consultations import consultations, results
from services.publishing.views.declarations import declarations
from services.publishing.views.heard import items, outcomes
from services.publishing.views.papers import papers
from services.publishing.views.portal import portal, versions
from services.publishing.views.postings import postings
from services.publishing.views.problems import problems
from services.publishing.views.reviews import ASKING, reviews
from services.publishing.views.visits import sisters
from shared.record import Record, canonical, tag_of
from shared.register import units
from shared.view import Rows, View

OWN: Final = "publishing"
END: Final = "end"
NAMES: Final = ("disclosure_id", "item_id", "unit_id")

# every view that Readings.shown reads, in the order in which a fact is folded (paths and runs
# say by themselves when each of their rows came to be)
REMEMBERED: Final = (
    units,
    items,
    notices,
    outcomes,
    postings,
    consultations,
    results,
    reviews,
    portal,
    versions,
    papers,
    sisters,
    problems,
    declarations,
)


class TurnRow(Struct, frozen=True):
    """序号 — the number of the newest fact that is remembered."""

    name: str
    turn: int


class HistoryRow(Struct, frozen=True, kw_only=True):
    """一条来历 — a fact that concerns ``about``: a disclosure, an item or a unit."""

    id: str
    about: str
    turn: int
    at: datetime
    source: str
    position: int
    tag: str
    body: str = ""  # of others: the record, as far as it was heard


turns: Final = View("turns", TurnRow, key="name")
histories: Final = View("histories", HistoryRow, key="id", indexes=(("about", "turn"),))


@histories.on(*{tag: kind for each in REMEMBERED for tag, kind in each.events.items()}.values())
def _(rows: Rows[HistoryRow], record: Record[Any]) -> None:
    concerned = dict.fromkeys(_concerned(record))
    if not concerned:
        return
    turn, tag = _next(rows.of(turns)), tag_of(type(record.event))
    source = tag.partition(".")[0]
    body = "" if source == OWN else canonical(record).decode()
    for about in concerned:
        rows.put(
            HistoryRow(
                id=f"{turn}/{about}",
                about=about,
                turn=turn,
                at=record.cause.at,
                source=source,
                position=rows.position,
                tag=tag,
                body=body,
            )
        )


def _next(ends: Rows[TurnRow]) -> int:
    last = ends.get(END)
    row = TurnRow(END, last.turn + 1 if last else 1)
    ends.put(row)
    return row.turn


def _concerned(record: Record[Any]) -> Iterator[str]:
    event = record.event
    if tag_of(type(event)).startswith(f"{OWN}."):
        yield str(record.stream_id)
        yield from filter(None, [str(getattr(event, "disclosure_id", ""))])
        return
    if isinstance(event, ObligationRaised) and event.duty not in ASKING:
        return  # changes no page
    if isinstance(event, ObligationFulfilled) and not event.late:
        return  # nor does this
    yield from (str(found) for name in NAMES if (found := getattr(event, name, "")))
    yield from getattr(event, "rounds", ())
