"""再公开: a version that comes while members alone read is theirs for the whole period again."""

from tests.publishing.house import THURSDAY

NEW = "应缴党员13名。"


async def revise(house, matter, days=3):
    """Let a revision be approved whose scheme makes re-disclosure a step of its own."""
    proposal, digest = await house.submit(
        "revise", about=str(matter), explanation="人数有误。", content=NEW
    )
    if days is not None:
        await house.hear(
            "workflow.restart.ordered.v1",
            proposal,
            unit="u",
            disclosure_id=str(matter),
            digest=digest,
            min_inner_working_days=days,
        )
    await house.approve(proposal, digest, "revise", str(matter))


async def inside(house, days=2):
    matter = await house.register(days=days)
    await house.step(matter, "inner")  # on Thursday, the 24th; the 25th begins a holiday
    house.later(days=4)
    return matter


def tags(house):
    return [each["event"]["type"] for each in house.facts()]


async def test_the_inner_period_begins_anew_with_the_new_version(house):
    matter = await inside(house)  # Monday, the 28th
    await revise(house, matter)
    assert tags(house)[-2:] == [
        "publishing.disclosure.revised.v1",
        "publishing.inner.restarted.v1",
    ]
    house.later(days=2)
    refused = await house.step(matter, "public")
    assert refused.json()["type"] == "urn:gongkai:InnerPeriodError"
    assert "党内公开须满 3 个工作日" in refused.json()["title"]
    house.later(days=15)
    assert (await house.step(matter, "public")).status_code == 201
    page = await house.page(f"/items/{matter}")
    assert NEW in page
    assert "应缴党员12名" not in page  # the first version was never public
    assert (await house.get(f"/items/{matter}/versions/1")).status_code == 404


async def test_elsewhere_the_period_goes_on_as_it_began(house):
    matter = await inside(house, days=1)
    await revise(house, matter, None)
    assert "publishing.inner.restarted.v1" not in tags(house)
    assert (await house.step(matter, "public")).status_code == 201


async def test_what_society_reads_already_has_no_inner_period_any_more(house):
    matter = await house.open_to("public")
    await revise(house, matter)
    assert "publishing.inner.restarted.v1" not in tags(house)
    assert NEW in await house.page(f"/items/{matter}")
    assert house.at == THURSDAY
