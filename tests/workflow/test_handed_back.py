"""Whatever a form is refused for is kept for auditors, though its page is shown once more."""

from uuid import UUID

from tests.workflow.examples import DISCLOSURE, LI, SUN

NOWHERE = UUID(int=0xF1)
REFUSED = [
    (LI, "/duties/trigger", {"happened_on": "昨天"}, "WrongDayError"),
    (LI, "/mistakes/new", {"disclosure_id": DISCLOSURE}, "MistakeWhatError"),
    (SUN, f"/outward/{NOWHERE}", {"outward": "yes"}, "OutwardUnknownError"),
    (SUN, f"/filings/{NOWHERE}/object", {"reason": "有异议"}, "NotProposedError"),
    (LI, "/notices/mailbox", {"address": "不是邮箱"}, "AddressMalformedError"),
]


async def test_every_refusal_of_a_form_is_kept_for_auditors(house):
    await house.disclose()
    for count, (who, url, form, rule) in enumerate(REFUSED, start=1):
        answer = await house.send(who, url, **form)

        assert answer.status_code in {404, 422}, url
        assert '<h1 id="what">' not in answer.text, f"{url} lost what was typed"
        store = house.service.refusals
        [kept] = store.load(store.after(count - 1, 1)[0].stream_id)
        assert (kept.cause.actor, kept.event.rule) == (who, rule)
        assert kept.event.asked == f"POST /workflow{url}"
