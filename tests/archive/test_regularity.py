"""及时性和经常性: of each item how often in time, how often at all, the longest gap (S0 二5)."""

from datetime import date
from uuid import UUID, uuid4

from services.archive.domain.figures import Book, Duty, Item, Shown, Span
from services.archive.domain.regularity import regularity
from tests.archive.test_assessments import (
    AUDITOR,
    CLERK,
    UNIT,
    caught_up,
    listed,
    told,
)

LATER = date(2027, 1, 1)
YEAR = Span(first=date(2026, 1, 1), last=date(2026, 12, 31))


def item(name, since=date(2026, 1, 1), unit=UNIT):
    return Item(id=name, unit=unit, title=name, since=since)


def duty(name, due, done=None, *, excused=False):
    return Duty(
        id=str(uuid4()), item=name, unit=UNIT, title=name, due=due, done=done, excused=excused
    )


def shown(name, *days):
    return [Shown(id=str(uuid4()), item=name, opened=each) for each in days]


def test_of_each_item_the_duties_in_time_the_times_and_the_longest_gap():
    march, june, october = date(2026, 3, 2), date(2026, 6, 30), date(2026, 10, 8)
    book = Book(
        items=(
            item("党费"),
            item("从未公开"),
            item("未启用", date(2027, 1, 1)),
            item("别人的", unit="x"),
        ),
        duties=(
            duty("党费", date(2026, 3, 31), march),
            duty("党费", date(2026, 6, 29), june),
            duty("党费", date(2026, 9, 30), excused=True),
            duty("党费", date(2027, 1, 10)),
            duty("从未公开", date(2026, 4, 10)),
        ),
        shown=(*shown("党费", march, october, june), *shown("党费", date(2025, 12, 31))),
    )

    never, dues = regularity(book, UNIT, YEAR)

    assert (never.title, never.share, never.times, never.longest) == ("从未公开", "0.00%", 0, None)
    assert (dues.good, dues.due, dues.share) == (1, 2, "50.00%")
    assert (dues.times, dues.last, dues.longest) == (3, october, (june - march).days)
    [late, _] = regularity(book, UNIT, Span(first=june, last=YEAR.last))[::-1]
    assert (late.longest, late.share) == ((october - june).days, "—")


def test_the_days_since_the_last_time_are_a_gap_too():
    book = Book(items=(item("一"),), shown=tuple(shown("一", date(2026, 1, 5), date(2026, 2, 5))))

    [line] = regularity(book, UNIT, YEAR)

    assert line.longest == (YEAR.last - date(2026, 2, 5)).days


async def test_the_page_says_it_of_each_item_and_to_nobody_else(town):
    await listed(town, UUID(int=1), "2025-03-01T02:00:00Z", uuid4())
    await listed(town, UUID(int=2), "2025-03-01T02:00:00Z")
    await town.hear(
        "catalog.unit.registered.v1", unit_id=UNIT, name="县委编办", kind="", superior=""
    )
    deadline = {"due": "2025-05-20"}
    for number, done in ((1, "2025-05-20"), (2, "2025-05-21")):
        fields = {"unit": UNIT, "title": "党费", "item_id": str(UUID(int=1)), "deadline": deadline}
        tag, stream, at = "workflow.obligation.raised.v1", uuid4(), f"2025-05-0{number}T00:00:00Z"
        await told(town, tag, stream, at, **fields)
        proof = {"disclosure_id": "d", "on": done, "late": number > 1}
        await told(town, "workflow.obligation.fulfilled.v1", stream, at, version=2, **proof)
    await caught_up(town)

    asked = f"unit={UNIT}&since=2025-01-01&until=2025-12-31"
    page = (await town.page(f"/regularity?{asked}", AUDITOR)).text
    lines = (await town.get(f"/api/regularity?{asked}", AUDITOR)).json()

    assert "1 / 2（50.00%）" in page
    assert "没有公开过" in page
    assert [(each["good"], each["due"], each["times"]) for each in lines] == [(0, 0, 0), (1, 2, 1)]
    wrong = await town.get("/regularity?since=2025-06-30&until=2025-01-01", AUDITOR)
    assert wrong.json()["type"] == "urn:gongkai:SpanError"
    assert (await town.page(f"/regularity?{asked}", CLERK)).status_code == 403
    assert "及时性和经常性" in (await town.page(f"/coverage?unit={UNIT}", AUDITOR)).text
