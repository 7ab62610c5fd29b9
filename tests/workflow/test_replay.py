"""Every row can be folded again from records and comes out the same."""

from collections import Counter

from sqlalchemy import create_engine, text

from tests.workflow.examples import LI, OPINION, SUN, WANG
from tests.workflow.house import PLAN
from tests.workflow.test_changes import REVISE


async def history(house):
    await house.disclose()
    await house.uphold()
    await house.approved()
    proposal_id, digest = await house.submitted({**REVISE, "opinion_id": OPINION})
    failed = {"check": "secrecy", "verdict": "fail", "digest": digest, "note": "有内部电话"}
    await house.post(WANG, proposal_id, "reviews", failed)
    await house.post(WANG, proposal_id, "return", {"reason": "有内部电话，请删去"})
    mended = {"plan": {**PLAN, "content": "第二稿"}, "explanation": "说明改了"}
    await house.post(LI, proposal_id, "resubmit", mended)
    await house.passed(proposal_id, await house.digest(proposal_id))
    other, _ = await house.submitted()
    await house.post(SUN, other, "reject", {"reason": "不宜公开的事项"})


def tables(house):
    engine = create_engine(house.service.settings.views_url("workflow"))
    with engine.connect() as connection:
        rows = {
            name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")).all()))
            for name in ("board", "corrections")
        }
    engine.dispose()
    return rows


async def test_redelivered_letters_change_nothing(house):
    await history(house)
    before = tables(house)

    for _ in range(3):
        await house.service.hear("workflow", house.service.store.after(0, 1_000))

    assert tables(house) == before
    assert Counter(map(len, before.values())) == Counter([3, 1])


async def test_the_state_in_a_row_is_the_state_the_rules_would_fold(house):
    from services.workflow.domain.proposal import PROPOSAL
    from services.workflow.views import board

    await history(house)

    for row in house.service.views.select(board):
        state, version = house.service.store.state(PROPOSAL, row.proposal_id)
        assert (row.proposal, row.version) == (state, version)
