"""列席旁听、质询: five observers come and are heard; an answer by its day, or overdue (E8)."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.feedback import heard
from services.feedback.domain import let_out, sitting
from services.feedback.domain.terms import Sealed
from shared.testing import NOON, Given
from tests.feedback.conftest import BUREAU, SCHOOL, person
from tests.feedback.speaking import page
from tests.feedback.test_following_up import last_of, post

TODAY = date(2026, 7, 1)
BOX = Sealed(subject="s", nonce="n", box="b", commitment="c")
ANNOUNCED = sitting.SittingAnnounced(
    unit=SCHOOL, title="常委会", held_on=TODAY, apply_by=TODAY, places=1, agenda=("预算",)
)
APPLIED = sitting.SeatApplied(unit=SCHOOL, number=1, applicant="a", identity=BOX)
DRAWN = sitting.SeatsAllotted(unit=SCHOOL, seed="077", of=1, numbers=(1,))
CAME = sitting.AttendanceRecorded(unit=SCHOOL, numbers=(1,))
INVITE = sitting.InviteGuests(note="电话通知")
INVITED = sitting.GuestsInvited(unit=SCHOOL, numbers=(1,), note="电话通知")


def test_who_has_typed_a_notice_does_not_let_it_out():
    typed = {"title": "常委会", "held_on": TODAY, "apply_by": TODAY, "places": 1}
    ask = sitting.AnnounceSitting(unit=SCHOOL, agenda=("预算",), **typed)
    new = sitting.SittingProposed(unit=SCHOOL, writer="周明", agenda=("预算",), **typed)
    Given(sitting.SITTING).when(ask, by="周明").then(new)
    waiting, yes = Given(sitting.SITTING, new), sitting.ApproveSitting()
    approver = {"by": "王校长", "unit": SCHOOL, "post": "approver"}
    waiting.when(yes, **approver).then(ANNOUNCED)
    waiting.when(ask, by="周明").then_rejected(sitting.SittingTwiceError)
    waiting.when(yes, **approver | {"by": "周明"}).then_rejected(let_out.OwnWordsError)
    waiting.when(yes, **approver | {"post": "clerk"}).then_rejected(let_out.NotApproverError)
    waiting.when(yes, **approver | {"unit": BUREAU}).then_rejected(let_out.NotApproverError)
    late = NOON + timedelta(days=9)
    waiting.when(yes, **approver, at=late).then_rejected(sitting.ApplyByError, field="apply_by")
    back = sitting.SittingReturned(unit=SCHOOL, reason="议题写全")
    waiting.when(sitting.ReturnSitting(reason="议题写全"), **approver).then(back)
    Given(sitting.SITTING, new, back).when(ask, by="周明").then(new)
    done = Given(sitting.SITTING, new, ANNOUNCED)
    done.when(yes, **approver).then_rejected(let_out.NothingWaitsError)
    Given(sitting.SITTING).when(yes, **approver).then_rejected(sitting.SittingUnknownError)


def test_who_was_drawn_is_invited_once():
    drawn = Given(sitting.SITTING, ANNOUNCED, APPLIED, DRAWN)
    drawn.when(INVITE, by="周明").then(INVITED)
    early = Given(sitting.SITTING, ANNOUNCED, APPLIED)
    early.when(INVITE, by="周明").then_rejected(sitting.NobodyDrawnError)
    again = Given(sitting.SITTING, ANNOUNCED, APPLIED, DRAWN, INVITED)
    again.when(INVITE, by="周明").then_rejected(sitting.InvitedAlreadyError)


def test_only_who_came_is_heard():
    ask = sitting.RecordRemark(number=1, remark="预算说得清楚。")
    told = sitting.RemarkRecorded(unit=SCHOOL, number=1, remark="预算说得清楚。")
    here = Given(sitting.SITTING, ANNOUNCED, APPLIED, DRAWN, CAME)
    here.when(ask, by="周明").then(told)
    stranger = sitting.RecordRemark(number=2, remark="好。")
    here.when(stranger, by="周明").then_rejected(sitting.NotPresentError, field="number")


@pytest.mark.row("E8")
async def test_five_observers_are_asked_come_and_are_heard_and_an_inquiry_is_answered(more):
    days = {"held_on": "2026-07-10", "apply_by": "2026-07-03", "unit": SCHOOL, "places": "5"}
    await post(more, "周明", "/sittings", **days, title="常委会", agenda="预算")
    here = f"/sittings/{(await last_of(more, 'sitting.proposed'))['stream_id']}"
    assert "常委会" not in await page(more, "", "/sittings")
    assert "常委会" not in await page(more, "叶老师", "/sittings")
    await post(more, "", f"{here}/apply", 404, name="旁听人", contact="13800000000")
    await post(more, "周明", f"{here}/approve", 409)  # who wrote it
    await post(more, "陈静", f"{here}/approve", 403)
    await post(more, "王校长", f"{here}/return", 422, reason="")
    await post(more, "王校长", f"{here}/return", reason="议题写全")
    assert "议题写全" in await page(more, "周明", "/sittings")
    await post(more, "周明", f"{here}/again", **days, title="常委会", agenda="预算")
    told = (await last_of(more, "staff.reminded"))["event"]
    assert {each["post"] for each in told["to"]} == {"approver", "office"}
    assert "核准，向社会公布" in await page(more, "王校长", "/sittings")
    await post(more, "王校长", f"{here}/approve")
    for n in range(5):
        guest = {"name": f"旁听人{n}", "contact": f"1380000{n:04d}"}
        await post(more, "", f"{here}/apply", 200, **guest)
    more.watch.at += timedelta(days=5)
    await post(more, "周明", f"{here}/draw", seed="开奖号077")
    await post(more, "周明", f"{here}/invite", note="逐人电话通知，凭报名号入场。")
    assert "已邀请抽中的5人：逐人电话通知" in await page(more, "周明", "/sittings")
    shown = await page(more, "", "/sittings")
    assert "已邀请抽中的5人" in shown
    assert "逐人电话通知" not in shown  # nobody has reviewed what staff noted
    await post(more, "周明", f"{here}/attend", numbers="1 2 3 4 5")
    assert "到场5人" in await page(more, "", "/sittings")
    await post(more, "周明", f"{here}/remark", numbers="3", remark="预算说得清楚。")
    assert "3：预算说得清楚。" in await page(more, "周明", "/sittings")
    assert "预算说得清楚" not in await page(more, "", "/sittings")
    told = await page(more, "", "/api/sittings")
    assert "常委会" in told
    assert "预算说得清楚" not in told
    assert "逐人电话通知" not in told

    member = heard.PostAssigned(unit=BUREAU, person_id=person("赵局"), post="committee_member")
    await more.hear("catalog", (UUID(BUREAU), member))
    asked = {"unit": SCHOOL, "form": "question", "subject": "预算", "content": "为何超支？"}
    await post(more, "赵局", "/inquiries", **asked)
    there = f"/inquiries/{(await last_of(more, 'inquiry.asked'))['stream_id']}"
    assert "逾期未答复" not in await page(more, "周明", "/inquiries")
    more.watch.at += timedelta(days=30)
    assert "逾期未答复" in await page(more, "周明", "/inquiries")
    await post(more, "周明", f"{there}/answer", reply="物价上涨，明细附后。")
    shown = await page(more, "赵局", "/inquiries")
    assert "物价上涨，明细附后。" in shown
    assert "逾期未答复" not in shown
