"""Who shows codes that fit nothing must wait; who has a receipt gets in, whatever others try."""

from datetime import timedelta

from litestar import Router

from services.feedback import api, pages
from tests.feedback.speaking import send

WRONG = {"number": "YJ-2026-00001", "query_code": "0000-0000-0000"}
TOO_MANY = "查不到的编号或者查询码填得太多，请稍后再试。"


def doors():
    """Yield every door that is shown a code: its address, and whether it counts wrong ones."""
    for handlers in (api.routes, pages.routes):
        for route in Router("/feedback", route_handlers=list(handlers)).routes:
            for handler in getattr(route, "route_handlers", ()):
                if asks_for_a_code(handler):
                    yield route.path, handler.opt.get("by_code", False)


def asks_for_a_code(handler):
    form = getattr(handler.parsed_data_field, "annotation", None)
    typed = getattr(form, "__struct_fields__", ())
    return "query_code" in typed or handler.fn.__name__ in {"vote", "support_topic"}


def test_every_door_that_opens_to_a_code_counts_wrong_ones():
    found = list(doors())
    assert len(found) > 20
    assert [path for path, counts in found if not counts] == []


async def test_wrong_codes_at_whatever_door_bring_a_wait_that_is_told_and_hardly_kept(county):
    number, code = await send(county)
    right = {"number": number, "query_code": code}
    tries = [("/query", WRONG), ("/topics/query", WRONG), ("/requests/query", WRONG)]
    async with county.browser() as browser:
        for _ in range(60):  # whoever mistypes nothing is never counted
            assert (await browser.post("/feedback/query", data=right)).status_code == 200
        seen = [
            (await browser.post(f"/feedback{path}", data=data)).status_code
            for path, data in tries * 10
        ]
        shut = await browser.post("/feedback/query/export", data=right)
        county.watch.at += timedelta(seconds=31)
        again = await browser.post("/feedback/query", data=right)
    assert seen == [404] * 20 + [429] * 10
    assert (shut.status_code, shut.headers["retry-after"]) == (429, "30")
    assert TOO_MANY in shut.text
    assert again.status_code == 200
    kept = await county.refusals()
    assert len(kept) == 20
    assert "TooManyGuessesError" not in kept


async def test_a_right_code_with_something_else_amiss_is_no_guess(county):
    number, code = await send(county)
    async with county.program() as program:
        told = {"number": number, "query_code": code, "satisfaction": "unheard of"}
        seen = {
            (await program.post("/feedback/api/query/rate", json=told)).status_code
            for _ in range(25)
        }
    assert seen == {422}
