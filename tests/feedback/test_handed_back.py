"""Whatever a form is refused for is kept for auditors, though its page is shown once more."""

from tests.feedback.conftest import SCHOOL

REFUSED = [
    ("/feedback/topics", {"unit": SCHOOL, "title": " ", "signed": "false"}),
    ("/feedback/requests", {"unit": SCHOOL}),
]


async def test_every_refusal_of_a_form_is_kept_for_auditors(county):
    async with county.browser() as citizen:
        for count, (url, form) in enumerate(REFUSED, start=1):
            answer = await citizen.post(url, data=form)

            assert answer.status_code == 422, answer.text
            assert '<h1 id="what">' not in answer.text, f"{url} lost what was typed"
            assert len(await county.refusals()) == count, url
