"""年度检查 — volumes that a year still lacks, materials that they lack, and signs of formalism."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import DecodeError, Struct, json

from services.archive.domain.volume_words import Kind
from services.archive.domain.yearly import (
    FIGURES,
    Deed,
    Paper,
    Part,
    Release,
    archive_by,
    day_of,
    paper_of,
    parts,
)
from services.archive.gateways.ledger import Ledger
from services.archive.handlers.auditing import AUDITOR, Moment, opened
from services.archive.views import VolumeRow, volumes
from services.archive.views.publications import (
    DAYS,
    ArchivingRow,
    PublicationRow,
    archivings,
    publications,
)
from shared.auth import WrongPostError
from shared.clock import Clock
from shared.decider import InvalidError
from shared.posts import named
from shared.view import Views
from shared.web import Caller

OFFICE: Final = "office"
BEIJING: Final = ZoneInfo("Asia/Shanghai")
ASKED: Final = ("workflow.proposal.submitted.v1", "workflow.proposal.resubmitted.v1")
REVIEWS: Final = (
    "workflow.proposal.reviewed.v1",
    "workflow.proposal.countersigned.v1",
    "workflow.proposal.approved.v1",
    "workflow.proposal.returned.v1",
)
ANSWERS: Final = (
    "feedback.opinion.concluded.v1",
    "feedback.request.decided.v1",
    "feedback.inquiry.answered.v1",
    "publishing.inquiry.answered.v1",
)
LONGEST: Final = timedelta(days=92)  # a review that took longer has no time that is told
DAY: Final = timedelta(days=1)
LATELY: Final = 1_000  # publications among which those without a volume are looked for
BACKDATING: Final = frozenset({"PastError", "BackdatedError", "FloorBackdatedError"})


class YearError(InvalidError):
    """年度（year）应当写成 2026 这样，季度（quarter）为 1 到 4。"""


class MonthError(InvalidError):
    """月份（month）为 1 到 12，截止日（cutoff）不能早于当月最后一天。"""


class Entry(Struct, frozen=True, kw_only=True):
    """台账一行 — the day, the kind of paper, its number, what it is, whose."""

    day: date
    kind: Paper
    number: str
    tag: str
    unit: str


class Matter(Struct, frozen=True, kw_only=True):
    """一件事 — what was shown, its volume if it has one, and by when it should have."""

    shown: PublicationRow
    volume: VolumeRow | None
    due: date | None
    late: bool

    @property
    def number(self) -> str:
        """Return the reference code, empty if nothing has been filed."""
        return self.volume.number if self.volume else ""

    def gap(self, kind: Kind) -> bool:
        """Tell whether a kind of material is missing: no piece of it in any volume."""
        return not self.count(kind)

    def count(self, kind: Kind) -> int:
        """Return how many pieces of a kind the volume holds."""
        pieces = self.volume.pieces if self.volume else ()
        return sum(each.count for each in pieces if each.kind is kind)


@dataclass(frozen=True)
class Yearly:
    """年度检查 — reads views and ledger; changes nothing."""

    ledger: Ledger
    views: Views
    clock: Clock

    def units(self, caller: Caller) -> list[str] | None:
        """Return whose matters somebody may check: None is everybody's.

        Raises:
            NotLoggedInError: nobody has logged in.
            WrongPostError: the person is neither an auditor nor in an office.

        """
        caller.known()
        if caller.units(AUDITOR):
            return None
        if own := sorted(caller.units(OFFICE)):
            return own
        raise WrongPostError(named(AUDITOR), named(OFFICE))

    def matters(self, year: int, units: list[str] | None) -> list[Matter]:
        """Return what was first shown in a year, each with its volume."""
        shown = self._shown(year, units)
        filed = self._volumes({each.unit for each in shown})
        today = self.clock.now().astimezone(BEIJING).date()
        return [self._matter(each, filed, today) for each in shown]

    def late(self, units: list[str] | None) -> list[Matter]:
        """Return what should have been filed by now and was not, the longest overdue first."""
        table = publications.c
        ended = self._select([table.ended_on.is_not(None)], units)
        filed = self._volumes({each.unit for each in ended})
        today = self.clock.now().astimezone(BEIJING).date()
        found = [self._matter(each, filed, today) for each in ended]
        return sorted((each for each in found if each.late), key=lambda each: str(each.due))

    def unfiled(self, units: Sequence[str], most: int) -> list[PublicationRow]:
        """Return what units have shown of late and not filed yet, the newest first."""
        table = publications.c
        here = table.unit.in_(units), table.opened_on.is_not(None)
        newest = [table.opened_on.desc(), table.id]
        rows = self.views.select(publications, *here, order=newest, limit=LATELY)
        filed = self._volumes(units)
        return [each for each in rows if not {each.id, each.proposal} & filed.keys()][:most]

    def releases(self, year: int) -> list[Release]:
        """Return what was opened to society in a year."""
        return [
            Release(
                id=each.id,
                unit=each.unit,
                title=each.title,
                at=each.opened_at,
                text=each.text,
                last_day=each.due == each.opened_at.astimezone(BEIJING).date(),
            )
            for each in self._shown(year, None)
            if each.opened_at
        ]

    def ledger_of(self, year: int, tags: Iterable[str], units: list[str] | None) -> Iterator[Entry]:
        """Yield the ledger (台账) of a year: every fact that leaves a paper behind.

        A paper's number is its place in its volume, or in the log as long as it is in none.
        """
        first, last = year_of(year)
        known = {tag: paper for tag in tags if (paper := paper_of(tag))}
        filed = {name: each.number for name, each in self._filed().items()}
        for each in map(opened, self.ledger.dated(known, _utc(first), _utc(last))):
            if each.cause and (units is None or each.cause.unit in units):
                volume = filed.get(each.fact.stream_id, "日志")
                yield Entry(
                    day=each.cause.at.astimezone(BEIJING).date(),
                    kind=known[each.fact.tag],
                    number=f"{volume}-{each.fact.index:06d}",
                    tag=each.fact.tag,
                    unit=each.cause.unit,
                )

    def _filed(self) -> dict[str, VolumeRow]:
        """Return the volumes by the disclosures and proposals that they are about."""
        rows = self.views.select(volumes, volumes.c.newest)
        by_matter = {str(each.matter): each for each in rows}
        shown = self.views.select(publications, publications.c.proposal != "")
        pairs = [(each.id, each.proposal) for each in shown]
        pairs += [(second, first) for first, second in pairs]
        return by_matter | {b: by_matter[a] for a, b in pairs if a in by_matter}

    def backdating(self, year: int) -> int:
        """Return how often in a year somebody tried to give a thing an earlier day."""
        first, last = year_of(year)
        refused = self.ledger.refused_between(_utc(first), _utc(last))
        return sum(_rule_in(body) in BACKDATING for body in refused)

    def participation(self, year: int, quarter: int) -> list[Part]:
        """Return how each post took part in a quarter."""
        first, last = _quarter(year, quarter)
        return parts(self._deeds(_utc(first), _utc(first - LONGEST), _utc(last)))

    def month(self, year: int, month: int, cutoff: date) -> dict[str, int]:
        """Return the figures of a month, of all that was on record by the end of a day.

        Whatever is recorded later, these figures stay as they are.

        Raises:
            MonthError: there is no such month, or the cut-off lies before its end.

        """
        first, last = _month(year, month)
        if cutoff < last - DAY:
            raise MonthError(cutoff, field="cutoff")
        told = dict.fromkeys(FIGURES.values(), 0)
        for each in map(opened, self.ledger.dated(FIGURES, _utc(first), _utc(cutoff + DAY))):
            if each.cause:
                day = day_of(each.event, each.cause.at.astimezone(BEIJING).date())
                told[FIGURES[each.fact.tag]] += first <= day < last
        return told

    def _deeds(self, first: str, before: str, last: str) -> Iterator[Deed]:
        """Yield what was done; what it answers may have been asked some time before."""
        asked: dict[str, datetime] = {}
        for each in map(opened, self.ledger.dated((*ASKED, *REVIEWS, *ANSWERS), before, last)):
            if each.cause is None:
                continue
            if each.fact.tag in ASKED:
                asked[each.fact.stream_id] = each.cause.at
            elif each.fact.at >= first:
                yield _deed(each, asked.get(each.fact.stream_id), each.cause.post, each.cause.at)

    def _shown(self, year: int, units: list[str] | None) -> list[PublicationRow]:
        first, last = year_of(year)
        table = publications.c
        return self._select([table.opened_on >= first, table.opened_on < last], units)

    def _select(self, wanted: list[object], units: list[str] | None) -> list[PublicationRow]:
        table = publications.c
        if units is not None:
            wanted = [*wanted, table.unit.in_(units)]
        return self.views.select(publications, *wanted, order=[table.opened_on, table.id])

    def _volumes(self, units: Iterable[str]) -> dict[str, VolumeRow]:
        table = volumes.c
        rows = self.views.select(volumes, table.newest, table.unit.in_(sorted(units)))
        return {str(each.matter): each for each in rows}

    def _matter(self, shown: PublicationRow, filed: dict[str, VolumeRow], today: date) -> Matter:
        volume = filed.get(shown.id) or filed.get(shown.proposal)
        due = archive_by(shown.ended_on, self._days(shown)) if shown.ended_on else None
        late = volume is None and due is not None and due < today
        return Matter(shown=shown, volume=volume, due=due, late=late)

    def _days(self, shown: PublicationRow) -> int:
        """Return what the scheme said that was in force when the publication ended."""
        rows: list[ArchivingRow] = self.views.select(archivings, archivings.c.unit == shown.unit)
        held = [each for each in rows if shown.ended_on and each.effective <= shown.ended_on]
        return max(held, key=lambda each: each.effective).days if held else DAYS


def _rule_in(body: bytes) -> str:
    try:
        return str(json.decode(body)["event"]["rule"])
    except (DecodeError, KeyError, TypeError):
        return ""


def _deed(moment: Moment, asked: datetime | None, post: str, at: datetime) -> Deed:
    hours = (at - asked).total_seconds() / 3600 if asked else None
    return Deed(post=post, answer=moment.fact.tag in ANSWERS, hours=hours)


def year_of(year: int) -> tuple[date, date]:
    """Return the first day of a year, and the day after its last.

    Raises:
        YearError: it is no year of the Party's.

    """
    if not 1921 <= year < 9999:  # noqa: PLR2004 — the Party's first year; the calendar's last
        raise YearError(year, field="year")
    return date(year, 1, 1), date(year + 1, 1, 1)


def _month(year: int, month: int) -> tuple[date, date]:
    year_of(year)
    if not 1 <= month <= 12:  # noqa: PLR2004
        raise MonthError(month, field="month")
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    year_of(year)
    if not 1 <= quarter <= 4:  # noqa: PLR2004
        raise YearError(quarter, field="quarter")
    first = date(year, 3 * quarter - 2, 1)
    return first, date(year + quarter // 4, 3 * quarter % 12 + 1, 1)


def _utc(day: date) -> str:
    begun = datetime.combine(day, time(), BEIJING).astimezone(UTC)
    return begun.strftime("%Y-%m-%dT%H:%M:%S")
