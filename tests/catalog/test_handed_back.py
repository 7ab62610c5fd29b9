"""Whatever a form is refused for is kept for auditors, though its page is shown once more."""

from services.catalog.domain.terms import person_id_of
from tests.catalog.conftest import COUNTY

ADMIN = person_id_of("admin")
REFUSED = [
    ("/admin/people", {"login": "新 人", "name": "王新", "password": "qing-lan-2027"}),
    (f"/admin/people/{ADMIN}/password", {"password": "短"}),
    (f"/admin/units/{COUNTY}/posts/new", {"person_id": "无此人", "post": "clerk"}),
    (f"/admin/units/{COUNTY}/posts/vacate", {"person_id": str(ADMIN), "post": "clerk"}),
    (f"/admin/units/{COUNTY}/posts/hand", {"giver": str(ADMIN), "post": "admin", "taker": "无"}),
    (f"/admin/units/{COUNTY}/below", {"name": "", "kind": ""}),
    (f"/admin/units/{COUNTY}/change/rename", {"name": ""}),
]


async def test_every_refusal_of_a_form_is_kept_for_auditors(county):
    refusals = county.service.refusals
    async with county.browser("admin") as browser:
        for count, (url, form) in enumerate(REFUSED, start=1):
            answer = await browser.post(url, data=form)

            assert answer.status_code in {404, 409, 422}, url
            assert '<h1 id="what">' not in answer.text, f"{url} lost what was typed"
            [kept] = refusals.load(refusals.after(count - 1, 1)[0].stream_id)
            assert (kept.cause.actor, kept.event.asked) == (str(ADMIN), f"POST /catalog{url}")
            assert not kept.event.evidence.count(form.get("password", "qing-lan"))
