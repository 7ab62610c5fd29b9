"""Whatever a form is refused for is kept for auditors, though its page is shown once more."""

from shared.testing import UNIT
from tests.publishing.house import person

REFUSED = [
    ("/webhooks", {"unit": UNIT, "name": "省平台", "url": "ftp://x", "about": "all"}),
    ("/boards/new", {"unit": UNIT}),
    ("/screens/new", {"unit": UNIT}),
]


async def test_every_refusal_of_a_form_is_kept_for_auditors(house):
    headers = house.as_("publisher") | {"accept": "text/html"}
    for count, (url, form) in enumerate(REFUSED, start=1):
        answer = await house.client.post(url, data=form, headers=headers)

        assert answer.status_code == 422, url
        assert '<h1 id="what">' not in answer.text, f"{url} lost what was typed"
        kept = house.refusals()
        assert len(kept) == count
        assert (kept[-1].cause.actor, kept[-1].event.asked) == (person("publisher"), f"POST {url}")
