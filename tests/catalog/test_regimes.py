"""Regimes: a ledger of what a unit must have and lacks; each is proposed as a standing item."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.regime import (
    REGIME,
    RegimeDayError,
    RegimeIssuerError,
    RegimeTextError,
    RegimeTitleError,
    RegimeTwiceError,
    RegimeUnknownError,
    RepealReasonError,
    lacking,
    overlaps,
)
from services.catalog.domain.regime_words import (
    RegimeChapter,
    RegimeRegistered,
    RegimeRepealed,
    RegisterRegime,
    RepealRegime,
)
from shared.testing import UNIT, Given
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.scheming import STANDARD
from tests.catalog.test_doors import HERE
from tests.catalog.test_marking_doors import COUNTY_PLAN, follows, shown

WANTED = STANDARD.point("regimes.required").seeded("S4")
CHAPTERS = STANDARD.point("regimes.chapters").seeded("S4")
MISSING = "县委县政府新闻发言人制度"
RULES = tuple(RegimeChapter(title=each, text="研究重大项目安排。") for each in CHAPTERS)
ASKED = RegisterRegime(
    title="县委常委会议事决策规则",
    fulfils="县委常委会议事决策规则",
    issuer="县委",
    number="青发〔2026〕1号",
    effective="2026-01-01",
    chapters=RULES,
)
REGISTERED = RegimeRegistered(
    unit=UNIT,
    title=ASKED.title,
    fulfils=ASKED.fulfils,
    issuer="县委",
    number=ASKED.number,
    effective="2026-01-01",
    chapters=RULES,
    registered_by="clerk",
)
REPEALED = RegimeRepealed(unit=UNIT, reason="已修订", repealed_by="clerk")


def test_a_regime_is_registered_repealed_and_registered_anew():
    Given(REGIME).when(ASKED, by="clerk").then(REGISTERED)
    Given(REGIME, REGISTERED).when(ASKED, by="clerk").then_rejected(RegimeTwiceError)
    Given(REGIME, REGISTERED).when(RepealRegime(reason="已修订"), by="clerk").then(REPEALED)
    Given(REGIME, REGISTERED, REPEALED).when(ASKED, by="clerk").then(REGISTERED)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("title", " ", RegimeTitleError),
        ("issuer", "", RegimeIssuerError),
        ("effective", None, RegimeDayError),
        ("chapters", (), RegimeTextError),
        ("chapters", (RegimeChapter(title="总则", text="长" * 4_000),) * 5, RegimeTextError),
    ],
)
def test_a_regime_without_one_of_its_parts_is_refused_by_its_name(field, value, error):
    command = replace(ASKED, **{field: value})

    Given(REGIME).when(command, by="clerk").then_rejected(error, field=field)


def test_only_what_is_in_force_is_repealed_and_with_a_reason():
    repeal = RepealRegime(reason="已修订")
    Given(REGIME).when(repeal, by="clerk").then_rejected(RegimeUnknownError)
    Given(REGIME, REGISTERED, REPEALED).when(repeal, by="clerk").then_rejected(RegimeUnknownError)
    Given(REGIME, REGISTERED).when(RepealRegime(), by="clerk").then_rejected(RepealReasonError)


def test_rules_of_procedure_lack_the_chapters_they_have_not():
    assert lacking(ASKED.title, RULES[:3], CHAPTERS) == ["评价与问责"]
    assert lacking(ASKED.title, RULES, CHAPTERS) == []
    assert lacking("党务公开制度", (), CHAPTERS) == []


def test_what_two_rules_both_claim_is_named():
    one = [RegimeChapter(title="范围与内容", text="重大项目安排；干部任免。")]
    other = [RegimeChapter(title="范围与内容", text="政府投资重大项目安排。\n年度预算草案。")]
    apart = [RegimeChapter(title="程序与形式", text="重大项目安排")]

    assert list(overlaps(one, [*other, *apart])) == []
    assert list(overlaps(one, [replace(other[0], text="重大项目的安排，年度预算")])) == [
        "重大项目安排"
    ]


@pytest.mark.row("E7")
@pytest.mark.clause("S3-37", "S4-43", "S4-60", "S4-61")
async def test_the_checklist_names_what_is_missing_and_each_regime_becomes_a_standing_item(bureau):
    await follows(bureau, **COUNTY_PLAN)
    assert len(WANTED) == 2 + 9 + 5 + 1
    async with bureau.browser(login_of("clerk")) as browser:
        for name in WANTED:
            if name == MISSING:
                continue
            chapters = CHAPTERS[:3] if name.startswith("县政府常务") else CHAPTERS
            form = {
                "title": name,
                "fulfils": name,
                "issuer": "县委、县政府",
                "number": "青发〔2026〕1号",
                "effective": "2026-01-01",
                "text": "\n".join(f"#{each}\n重大项目安排。" for each in chapters),
            }
            done = await browser.post(f"/units/{OFFICE}/regimes", data=form)
            assert done.status_code == 303, done.text
        empty = await browser.post(f"/units/{OFFICE}/regimes", data={"title": "某制度"})
        assert empty.status_code == 422

    page = await shown(bureau, "clerk", f"/units/{OFFICE}/regimes")
    assert f"还缺1项：{MISSING}。" in page
    assert page.count(">未建立<") == 1
    assert "缺“评价与问责”" in page
    assert "县政府常务会议议事决策规则：重大项目安排" in page
    assert page.count("待列入目录") == len(WANTED) - 1

    async with bureau.client(login_of("clerk")) as clerk:
        ledger = (await clerk.get(f"{HERE}/regimes")).json()
        [regime] = [each["row"] for each in ledger["required"] if each["name"] == WANTED[0]]
        entries = (await clerk.get(f"{HERE}/catalog/1")).json()["entries"]
        read = (await clerk.get(f"/api/regimes/{regime['regime_id']}")).json()
    assert [each["name"] for each in ledger["required"] if each["row"] is None] == [MISSING]
    assert read["issuer"] == "县委、县政府"
    await strangers_read_no_word_that_nobody_reviewed(bureau, regime)
    proposed = {each["entry"]["level3"]: each["entry"]["time_limit"] for each in entries}
    assert proposed == {each: "long_term" for each in WANTED if each != MISSING}
    text = await shown(bureau, "clerk", f"/regimes/{regime['regime_id']}")
    assert "重大项目安排。" in text


async def strangers_read_no_word_that_nobody_reviewed(bureau, regime):
    async with bureau.client() as citizen:
        ledger = await citizen.get(f"{HERE}/regimes")
        text = await citizen.get(f"/api/regimes/{regime['regime_id']}")
    assert text.status_code == 404
    assert [each["row"] for each in ledger.json()["required"]] == [None] * len(WANTED)
    async with bureau.browser() as citizen:
        page = (await citizen.get(f"/units/{OFFICE}/regimes")).text
    assert page.count(">未建立<") == 1
    assert page.count(">有效<") == len(WANTED) - 1
    for word in ("青发〔2026〕1号", "重大项目安排", f"/regimes/{regime['regime_id']}"):
        assert word not in page
