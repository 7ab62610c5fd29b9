"""Figures, weights and points: whole numbers that follow from what is counted, and nothing else."""

from datetime import date

from msgspec.structs import replace

from services.archive.domain.assessment import (
    ASSESSMENT,
    MarkMissingError,
    OwnMarkError,
    RemarkMissingError,
    SheetUnchangedError,
    YearNotClosedError,
)
from services.archive.domain.assessment_words import (
    EnterMark,
    IssueSheet,
    MarkEntered,
    SheetIssued,
    SheetLine,
)
from services.archive.domain.figures import (
    Book,
    Duty,
    Item,
    Opinion,
    Order,
    Shown,
    Span,
    figures,
)
from services.archive.domain.standard import KINDS, Mark, score, standard_of
from shared.testing import UNIT, Given

YEAR = Span(first=date(2025, 1, 1), last=date(2025, 12, 31))
DAY = date(2025, 6, 30)


def item(number, since, until=None):
    return Item(id=f"i{number}", unit="u", title=f"事项{number}", since=since, until=until)


def duty(number, due, done=None, *, excused=False, unit="u"):
    return Duty(id=f"d{number}", unit=unit, title="t", due=due, done=done, excused=excused)


def by_name(book, unit="u", span=YEAR):
    return {each.name: each for each in figures(book, unit, span)}


def test_only_entries_that_are_active_stand_in_the_denominator():
    active = [item(n, date(2025, 1, 1)) for n in range(6)]
    later = [item(n, date(2025, 7, 1)) for n in range(6, 10)]
    shown = [Shown(id=f"s{n}", item=f"i{n}", opened=date(2025, 2, 1)) for n in (0, 1, 2, 7)]
    book = Book(items=(*active, *later), shown=tuple(shown))
    first = date(2025, 1, 1)

    in_june = by_name(book, span=Span(first=first, last=date(2025, 6, 30)))["公开覆盖"]
    in_july = by_name(book, span=Span(first=first, last=date(2025, 7, 1)))["公开覆盖"]

    assert (in_june.good, in_june.of, in_june.share) == (3, 6, "50.00%")
    assert (in_july.good, in_july.of) == (4, 10)
    assert {each.title for each in in_june.lost} == {"事项3", "事项4", "事项5"}


def test_what_ended_or_left_the_catalog_is_not_counted_as_shown():
    book = Book(
        items=(item(1, YEAR.first), item(2, YEAR.first, until=DAY), item(3, YEAR.first)),
        shown=(
            Shown(id="a", item="i1", opened=DAY, ended=YEAR.last),
            Shown(id="b", item="i3", opened=DAY),
            Shown(id="c", item="i3"),
        ),
    )

    found = by_name(book)["公开覆盖"]

    assert (found.good, found.of) == (1, 2)


def test_duties_count_on_the_day_they_are_due_and_excused_ones_nowhere():
    late, kept = date(2025, 7, 1), date(2025, 6, 30)
    book = Book(
        duties=(
            duty(1, DAY, kept),
            duty(2, DAY, late),
            duty(3, DAY),
            duty(4, DAY, excused=True),
            duty(5, date(2026, 1, 1), kept),
            duty(6, DAY, kept, unit="v"),
        )
    )

    found = by_name(book)["按时公开"]

    assert (found.good, found.of, found.share) == (1, 3, "33.33%")
    assert [(each.id, each.word) for each in found.lost] == [
        ("d2", "逾期后公开"),
        ("d3", "没有公开"),
    ]
    assert by_name(book, unit="")["按时公开"].of == 4
    assert by_name(Book())["按时公开"].share == "—"


def test_opinions_are_replied_to_and_orders_carried_out_in_time():
    opinions = tuple(
        Opinion(id=f"o{n}", unit="u", title="", received=DAY, replied=on)
        for n, on in enumerate((DAY, None))
    )
    orders = tuple(
        Order(id=f"r{n}", unit="u", task="改", ordered=DAY, due=DAY, reported=on, passed=passed)
        for n, (on, passed) in enumerate(
            ((DAY, True), (date(2025, 7, 2), True), (DAY, False), (None, False))
        )
    )

    found = by_name(Book(opinions=opinions, orders=orders))

    assert (found["意见答复"].good, found["意见答复"].of) == (1, 2)
    assert [each.word for each in found["整改落实"].cases] == [
        "按期整改",
        "逾期整改",
        "没有整改到位",
        "没有整改到位",
    ]


def test_points_are_hundredths_and_each_lost_one_has_its_case():
    standard = standard_of(3, {"assessment.weights": ["按时公开=40", "组织领导＝10", "乱写"]})
    book = Book(duties=(duty(1, DAY, DAY), duty(2, DAY), duty(3, DAY)))

    found = score(standard, figures(book, "u", YEAR), {"组织领导": Mark(mark=85, remark="好")})
    unmarked = score(standard, figures(book, "u", YEAR), {})

    assert [(each.points, each.deducted) for each in found.lines] == [(1333, 2667), (850, 150)]
    assert (found.points, found.full, found.complete) == (2183, 50, True)
    assert [each.id for each in found.lines[0].lost] == ["d2", "d3"]
    assert (unmarked.points, unmarked.complete) == (1333, False)
    assert standard.unreadable == ("乱写",)


def test_nothing_due_costs_nothing():
    found = score(standard_of(0, {}), figures(Book(), "u", YEAR), {})

    assert (found.points, found.full) == (10_000, 100)


def test_a_scheme_says_which_sheets_there_are():
    assert standard_of(0, {}).kinds == ("annual", "party") == tuple(KINDS)
    party = standard_of(1, {"assessment": ["党建目标责任制"], "assessment.cutoff_days": 10})
    both = standard_of(1, {"assessment": ["党建目标责任制", "年度考核", "负责人考核"]})

    assert (party.kinds, party.heads, party.closes(2025)) == (
        ("party",),
        False,
        date(2026, 1, 10),
    )
    assert (both.kinds, both.heads) == (("annual", "party"), True)


# ── marks and sheets ─────────────────────────────────────────────────────────────────────────

MARK = EnterMark(unit="u", year=2025, name="组织领导", mark=85, remark="带头落实")
MARKED = MarkEntered(
    unit="u", year=2025, name="组织领导", mark=85, remark="带头落实", entered_by="考核人"
)
LINES = (SheetLine(name="组织领导", weight=10, good=85, of=100, points=850, remark="带头落实"),)
SHEET = IssueSheet(
    unit="u",
    year=2025,
    kind="annual",
    head="",
    scheme=1,
    lines=LINES,
    full=10,
    points=850,
    logged=7,
    closes="2026-01-05",
)
ISSUED = SheetIssued(
    unit="u",
    year=2025,
    kind="annual",
    head="",
    scheme=1,
    lines=LINES,
    full=10,
    points=850,
    logged=7,
    issued_by="考核人",
)


def test_a_superior_marks_and_says_why():
    Given(ASSESSMENT).when(MARK, by="考核人").then(MARKED)
    blank = replace(MARK, remark=" ")
    Given(ASSESSMENT).when(blank, by="考核人").then_rejected(RemarkMissingError, field="remark")


def test_no_unit_marks_itself_unless_nobody_stands_above_it():
    own, top = replace(MARK, unit=UNIT), replace(MARK, unit=UNIT, superior=False)

    Given(ASSESSMENT).when(own, by="考核人").then_rejected(OwnMarkError, field="unit")
    Given(ASSESSMENT).when(top, by="考核人").then(replace(MARKED, unit=UNIT))


def test_the_newest_mark_counts():
    again = replace(MARKED, mark=60, remark="复核")

    assert ASSESSMENT.fold([MARKED, again]).marks == {"组织领导": Mark(mark=60, remark="复核")}


def test_a_sheet_is_issued_when_the_year_is_over_and_everything_marked():
    Given(ASSESSMENT, MARKED).when(SHEET, by="考核人").then(ISSUED)


def test_no_sheet_is_issued_too_early_incomplete_or_twice():
    open_ = replace(SHEET, closes="2026-07-01")
    unmarked = replace(SHEET, unmarked=("组织领导",))

    Given(ASSESSMENT).when(open_, by="考核人").then_rejected(YearNotClosedError, field="year")
    Given(ASSESSMENT).when(unmarked, by="考核人").then_rejected(MarkMissingError, field="mark")
    Given(ASSESSMENT, ISSUED).when(SHEET, by="考核人").then_rejected(SheetUnchangedError)
