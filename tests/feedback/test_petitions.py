"""来信来访办理情况: what was closed in a quarter, one line each, naming nobody (S3-55)."""

from datetime import timedelta

import pytest

from services.feedback.handlers.petitions import _bounds
from tests.feedback.conftest import SCHOOL, letter, person
from tests.feedback.speaking import page
from tests.feedback.test_oversight import close_one

CLOSED, PUBLIC = 6, 3


@pytest.mark.parametrize(
    ("quarter", "first", "after"),
    [
        (1, "2025-12-31", "2026-03-31"),
        (2, "2026-03-31", "2026-06-30"),
        (4, "2026-09-30", "2026-12-31"),
    ],
)
def test_a_quarter_is_that_of_beijing(quarter, first, after):
    begin, end = _bounds(2026, quarter)
    assert (f"{begin:%Y-%m-%d %H}", f"{end:%Y-%m-%d %H}") == (f"{first} 16", f"{after} 16")


@pytest.mark.clause("S3-55")
async def test_six_cases_closed_in_a_quarter_are_six_lines_without_names(more):
    async with more.program() as citizen, more.program("周明") as office:
        for n in range(CLOSED + 1):
            text = f"第{n}件：王建国同志没有值守，请打13909520001找我。"
            body = letter(version=1, signed=n >= PUBLIC, content=text)
            asked = {"x-request-id": body.pop("command_id")}
            sent = await citizen.post("/feedback/api/opinions", json=body, headers=asked)
            opinion = sent.json()["opinion_id"]
            if n < CLOSED:
                await close_one(more, office, opinion, public=n < PUBLIC)
            else:
                await office.post(f"/feedback/api/opinions/{opinion}/sort", json={"kind": "help"})
        await more.settle()
        here = f"/feedback/api/petitions/{SCHOOL}/2026"
        told = (await office.get(f"{here}/3")).json()
        assert [each["number"] for each in told["lines"]] == list(range(1, CLOSED + 1))
        assert {each["finding"] for each in told["lines"]} == {"属实"}
        assert (await office.get(f"{here}/2")).json()["lines"] == []
        assert (await office.get(f"{here}/5")).status_code == 422

    shown = await page(more, "周明", f"/petitions?unit={SCHOOL}&year=2026&quarter=3")
    assert "2026年第三季度群众来信来访调查及处理情况" in shown
    assert "本季度办结群众来信来访6件。" in shown
    assert shown.count("经查，王某某同志缺位，电话139****0001已核实") == 3 * PUBLIC  # thrice
    for name in ("王建国", "李小山", "13909520001", person("王建国")):
        assert name not in shown
    await page(more, "叶老师", f"/petitions?unit={SCHOOL}", 403)
    more.watch.at += timedelta(days=92)
    assert "没有办结的来信来访" in await page(more, "周明", "/petitions")
