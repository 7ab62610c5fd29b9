"""Auditors see what should have been disclosed and was not, and who held which post when."""

from uuid import UUID

from shared.testing import UNIT
from tests.archive.conftest import AUDITOR

DUTY = {"unit": UNIT, "duty": "periodic", "ends": "2026-06-30"}


async def raise_(town, number, title, due):
    stream = UUID(int=number)
    tag = "workflow.obligation.raised.v1"
    await town.hear(tag, stream, title=title, deadline={"due": due}, **DUTY)
    return stream


async def test_what_was_due_is_counted_and_what_is_missing_named(either_town):
    town = either_town
    empty = (await town.page("/coverage", AUDITOR)).text
    await raise_(town, 1, "党费收缴情况", "2026-06-30")
    late = await raise_(town, 2, "换届结果", "2026-06-20")
    done = await raise_(town, 3, "发展党员", "2026-06-20")
    moved = await raise_(town, 4, "评议结果", "2026-06-20")
    spared = await raise_(town, 5, "涉密事项", "2026-06-20")
    for stream in (UUID(int=1), late):
        await town.hear("workflow.obligation.missed.v1", stream, version=2, due="2026-06-30")
    given = {"disclosure_id": "d", "on": "2026-06-25", "due": "2026-06-20"}
    for stream in (late, done):
        await town.hear("workflow.obligation.fulfilled.v1", stream, version=3, **given)
    tag = "workflow.obligation.rescheduled.v1"
    await town.hear(tag, moved, version=2, deadline={"due": "2026-09-30"})
    await town.hear("workflow.obligation.excused.v1", spared, version=2, ground="涉密")
    shown = (await town.page(f"/coverage?unit={UNIT}", AUDITOR)).text
    elsewhere = (await town.page("/coverage?unit=x", AUDITOR)).text

    assert "到期的公开义务都已履行" in empty
    for words in ("4 项", "按期公开", "逾期后公开", "已免除", "1 项", "党费收缴情况"):
        assert words in shown
    assert not [each for each in ("换届结果", "发展党员", "评议结果", "涉密事项") if each in shown]
    assert "到期的公开义务都已履行" in elsewhere
    assert (await town.page("/coverage", "clerk")).status_code == 403


async def test_who_held_a_post_is_told_of_any_moment(either_town):
    town = either_town
    post = {"unit": UNIT, "post": "approver"}
    term = {"since": "2026-03-01T00:00:00Z", "until": "2026-09-01T00:00:00Z"}
    await town.hear("catalog.post.entrusted.v1", person_id="clerk", **term, **post)
    await town.hear("catalog.post.handed.v1", giver="clerk", taker="auditor", until=None, **post)
    await town.hear("catalog.post.vacated.v1", person_id="auditor", **post)
    every = (await town.page("/posts", AUDITOR)).text
    spring = (await town.page(f"/posts?unit={UNIT}&at=2026-04-01T08:00", AUDITOR)).text
    before = (await town.page("/posts?at=2026-01-01T08:00", AUDITOR)).text
    wrong = await town.page("/posts?at=gestern", AUDITOR)

    assert every.count("审批人") == 2
    assert "至今" in every
    assert spring.count("审批人") == 1
    assert "李明" in spring
    assert "没有符合条件的任职" in before
    assert wrong.status_code == 422
    assert (await town.page("/posts", "clerk")).status_code == 403
