"""重点和启用日: some entries come first, some begin later; what has begun does not stop (S0 一)."""

from datetime import UTC, date, datetime, timedelta

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.catalog_refusals import ApprovedByDrafterError, NoDraftError
from services.catalog.domain.commands import ApproveCatalog
from services.catalog.domain.rewriting import RowUnknownError
from services.catalog.domain.timing import (
    EntryActiveError,
    ScheduleSameError,
    StartPastError,
    StartReasonMissingError,
)
from services.catalog.domain.timing_words import (
    EntryScheduled,
    ItemScheduled,
    ScheduleEntry,
    Timing,
)
from shared.testing import NOON, UNIT, Given
from shared.web.look import beijing_date
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.examples import (
    APPROVER,
    CLERK,
    DUES,
    ITEM,
    approved,
    drafted,
    listed,
    screened,
)
from tests.catalog.test_doors import ENTRY, HERE, rule, send
from tests.catalog.test_doors import approved as everybody_approves

LATER = date(2026, 9, 1)  # the clock of these tests stands at 1 July 2026
READY = [*drafted(DUES), screened()]


def given(*facts):
    return Given(CATALOG, *facts)


def said(starts=None, *, focus=False, version=1, reason="分步公开", by=CLERK):
    return EntryScheduled(
        unit=UNIT,
        version=version,
        row=1,
        item_id=ITEM,
        timing=Timing(focus=focus, starts=starts),
        reason=reason,
        scheduled_by=by,
    )


def settled(starts=None, *, focus=False, version=1):
    return ItemScheduled(
        item_id=ITEM, unit=UNIT, catalog_version=version, focus=focus, starts=starts
    )


def asks(starts=None, *, focus=False, row=1, reason="分步公开"):
    return ScheduleEntry(row=row, starts=starts, focus=focus, reason=reason)


def test_the_day_is_said_in_the_draft_and_stands_once_the_catalog_is_approved():
    given(*READY).when(asks(LATER, focus=True), by=CLERK).then(said(LATER, focus=True))

    asked = given(*READY, said(LATER, focus=True))
    begun = settled(LATER, focus=True)
    asked.when(ApproveCatalog(), by=APPROVER).then(approved(), begun, listed(DUES))
    asked.when(ApproveCatalog(), by=CLERK).then_rejected(ApprovedByDrafterError)


def test_who_moves_a_start_may_not_approve_it():
    history = [*READY, said(LATER, by=APPROVER)]
    given(*history).when(ApproveCatalog(), by=APPROVER).then_rejected(ApprovedByDrafterError)


def test_a_later_day_wants_a_reason_and_no_day_lies_in_the_past():
    past = asks(NOON.date() - timedelta(days=1))
    given(*READY).when(past, by=CLERK).then_rejected(StartPastError, field="starts")
    silent = asks(LATER, reason=" ")
    given(*READY).when(silent, by=CLERK).then_rejected(StartReasonMissingError, field="reason")
    given(*READY).when(asks(), by=CLERK).then_rejected(ScheduleSameError)
    given(*READY).when(asks(LATER, row=9), by=CLERK).then_rejected(RowUnknownError)
    done = [*READY, approved(), listed(DUES)]
    given(*done).when(asks(LATER), by=CLERK).then_rejected(NoDraftError)
    given(*READY).when(asks(focus=True, reason=""), by=CLERK).then(said(focus=True, reason=""))


def test_what_has_begun_cannot_be_put_off_but_what_waits_may_move():
    active = [*READY, approved(), listed(DUES), *drafted(DUES, version=2)]
    given(*active).when(asks(LATER), by=CLERK).then_rejected(EntryActiveError, field="starts")

    waits = [*READY, said(LATER), approved(), settled(LATER), listed(DUES)]
    again = [*waits, *drafted(DUES, version=2)]
    given(*again).when(asks(), by=CLERK).then(said(version=2))
    on_the_day = datetime(2026, 9, 1, 4, tzinfo=UTC)
    october = asks(date(2026, 10, 1))
    given(*again).when(october, by=CLERK, at=on_the_day).then_rejected(EntryActiveError)


def test_a_day_that_came_while_the_draft_waited_is_not_moved_by_its_approval():
    waits = [*READY, said(LATER), approved(), settled(LATER), listed(DUES)]
    moved = [*waits, *drafted(DUES, version=2), said(date(2026, 10, 1), version=2)]
    ready = given(*moved, screened(version=2))
    in_september = datetime(2026, 9, 2, 4, tzinfo=UTC)

    ready.when(ApproveCatalog(), by=APPROVER, at=in_september).then(approved(version=2))
    ready.when(ApproveCatalog(), by=APPROVER).then(
        approved(version=2), settled(date(2026, 10, 1), version=2)
    )


async def test_focus_and_start_are_set_on_the_page_and_read_by_everybody(bureau):
    for number in (1, 2, 3):
        entry = {**ENTRY, "level3": f"事项{number}"}
        assert (await send(bureau, "clerk", "entries", entry)).status_code == 201
    page = f"/units/{OFFICE}/catalog/1/schedule"
    starts = str(bureau.service.clock.now().date() + timedelta(days=30))
    form = {"rows": ["2", "3"], "focus": "yes", "starts": starts, "reason": "先易后难"}

    async with bureau.browser(login_of("clerk")) as clerk:
        empty = (await clerk.get(page)).text
        assert "审批后即启用" in empty
        none = await clerk.post(page, data={"focus": "no", "starts": "", "reason": ""})
        assert (none.status_code, "请至少选择一个条目" in none.text) == (422, True)
        mute = await clerk.post(page, data={**form, "reason": ""})
        assert "要写明推迟启用的理由" in mute.text
        done = await clerk.post(page, data=form)
        assert done.status_code == 303
        twice = await clerk.post(page, data=form)
        assert "启用安排没有变化" in twice.text
        assert beijing_date(starts) in (await clerk.get(page)).text
    async with bureau.browser(login_of("member")) as member:
        refused = await member.post(page, data={**form, "focus": "no"})
    assert refused.status_code == 403
    strange = await send(bureau, "clerk", "schedule", {"rows": [7], "focus": True})
    assert rule(strange) == "RowUnknownError"

    await everybody_approves(bureau)
    async with bureau.client(login_of("clerk")) as clerk:
        told = (await clerk.get(f"{HERE}/catalog/schedule")).json()
    assert [(each["focus"], each["starts"], each["waiting"]) for each in told] == [
        (True, starts, True)
    ] * 2
    async with bureau.browser() as stranger:
        tree = await stranger.get(
            f"/units/{OFFICE}/items", params={"level1": "组织建设", "level2": "党员管理"}
        )
        item = await stranger.get(f"/items/{told[0]['item_id']}")
    assert tree.text.count("重点") == tree.text.count(f"{beijing_date(starts)}启用") == 2
    assert beijing_date(starts) in item.text
