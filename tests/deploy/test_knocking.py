"""谁能进门 — at every door: a forged session, an old one, idle posts here, every post elsewhere.

The doors are those of the applications themselves: one that is added is knocked at too. What is
sent fits the door, so that it is a rule that answers, not the decoder. Whatever strangers may
have done stands in OPEN, by name; everything else is refused, in Chinese, and kept.
"""

import re

import pytest

from tests.deploy.knocking import ENDED, FORGED, INSIDER, OUTSIDER, knock, opened

HAN = re.compile(r"[\u4e00-\u9fff]")
REFUSED = {400, 401, 403, 404, 409, 412, 413, 415, 422, 429}
NOT_FITTING = 0.12  # of the doors: they ask for more than their types tell
LOGIN = {"NotLoggedInError", "SessionExpiredError"}
REASON = {"": LOGIN, FORGED: {"NotLoggedInError"}, ENDED: {"SessionExpiredError"}}
OWN, ANYBODY = {INSIDER, OUTSIDER}, {FORGED, ENDED, INSIDER, OUTSIDER}
OPEN = {  # who may have something done: their own business, or the business of everybody
    "catalog": {
        "POST /catalog/logout": ANYBODY,
        "POST /catalog/api/logout": ANYBODY,
        "POST /catalog/second-factor": OWN,
    },
    "workflow": {
        "POST /workflow/api/notices/read": OWN,
        "POST /workflow/notices/read": OWN,
        "POST /workflow/drafts/discard": OWN,
        "POST /workflow/items": OWN,  # shows which entries of theirs a text may go under: none
        "POST /workflow/api/uploads/{upload_id:uuid}": {OUTSIDER},
        "PATCH /workflow/api/uploads/{upload_id:uuid}": {OUTSIDER},
    },
    "publishing": {  # every publisher may ask that channels are looked at now
        "POST /api/comparisons": {OUTSIDER},
        "POST /register/compare": {OUTSIDER},
    },
    "feedback": {},
    "archive": {},
}


@pytest.mark.parametrize("name", OPEN)
async def test_no_door_lets_in_whom_it_must_not(name, settings):
    async with opened(name, settings) as house:
        found = await knock(house)
        kept = house.service.refusals.after(0, 10_000)
        book = "".join(each.body.decode() for each in kept)

    let_in, wrong = {}, []
    for each in found:
        status = each.answer.status_code
        if status >= 500 or (status >= 400 and not HAN.search(each.answer.text)):
            wrong.append((each.door, each.visitor, status, each.answer.text[:200]))
        if not each.door.startswith("GET") and status not in REFUSED:
            let_in.setdefault(each.door, set()).add(each.visitor)
        if each.rule in LOGIN - REASON.get(each.visitor, set()):
            wrong.append((each.door, each.visitor, each.rule))
        if status == 403 and each.answer.request.url.path not in book:
            wrong.append((each.door, each.visitor, "not kept"))
    assert not wrong, wrong
    assert let_in == OPEN[name]
    misfit = {each.door for each in found if each.rule == "InvalidInput"}
    assert len(misfit) < NOT_FITTING * len({each.door for each in found}), sorted(misfit)
