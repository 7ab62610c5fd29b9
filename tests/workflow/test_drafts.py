"""What somebody types and does not submit: theirs alone, offered again, gone when submitted."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from services.workflow.gateways.drafts import (
    EACH,
    KEPT,
    LARGEST,
    DraftElsewhereError,
    Drafts,
    DraftTooLargeError,
)
from shared.seal import Keyring
from shared.testing import NOON
from tests.workflow.examples import DISCLOSURE, ITEM, LI, WANG, ZHAO
from tests.workflow.house import ASK
from tests.workflow.test_pages import FORM

PROPOSE = f"items/{ITEM}/propose"
TYPED = {**FORM, "content": "写到一半的内容〈没有提交〉", "waiver": "理由也写了"}
MINE = "上次未提交的内容"
FIELDS = (("title", "标题"), ("channels", "会议"), ("channels", "网站"))


@pytest.fixture
def drafts(either_settings):
    keyring = Keyring(either_settings.keys_url())
    kept = Drafts(either_settings.views_url("workflow"), keyring)
    yield kept, keyring
    kept.close()
    keyring.close()


def test_a_draft_is_kept_word_for_word_and_gone_with_its_writers_key(drafts):
    kept, keyring = drafts
    turns = [kept.save(LI, PROPOSE, FIELDS, at=NOON) for _ in range(2)]

    found = kept.find(LI, PROPOSE)
    assert (found.fields, found.saved_at, found.turn) == (FIELDS, NOON, 2)
    assert turns == [1, 2]
    assert kept.find(WANG, PROPOSE) is None
    assert kept.find(LI, "items/x/propose") is None

    keyring.erase(LI)
    assert kept.find(LI, PROPOSE) is None


def test_what_a_slow_connection_brings_after_the_submission_is_not_kept(drafts):
    kept, _ = drafts
    kept.save(LI, PROPOSE, FIELDS, at=NOON, command="a")
    kept.erase(LI, PROPOSE, at=NOON, command="a")

    assert kept.save(LI, PROPOSE, FIELDS, at=NOON, command="a", known=1) == 0
    assert kept.find(LI, PROPOSE) is None
    assert kept.closed(LI, PROPOSE) == "a"
    assert kept.save(LI, PROPOSE, FIELDS, at=NOON, command="b", known=0) > 0
    assert kept.closed(LI, PROPOSE) == ""

    kept.erase(WANG, PROPOSE, at=NOON, command="c")  # submitted before anything was kept
    assert kept.save(WANG, PROPOSE, FIELDS, at=NOON, command="c") == 0


def test_what_another_device_has_kept_is_never_written_over_unseen(drafts):
    kept, _ = drafts
    kept.save(LI, PROPOSE, FIELDS, at=NOON, known=0)

    with pytest.raises(DraftElsewhereError):
        kept.save(LI, PROPOSE, (("title", "另一台"),), at=NOON, known=0)
    assert kept.find(LI, PROPOSE).fields == FIELDS
    kept.save(LI, PROPOSE, (("title", "接着写"),), at=NOON, known=1)
    assert kept.find(LI, PROPOSE).fields == (("title", "接着写"),)


def test_old_drafts_and_too_many_make_room_and_a_giant_is_refused(drafts):
    kept, _ = drafts
    kept.save(WANG, PROPOSE, FIELDS, at=NOON - KEPT - timedelta(seconds=1))
    for n in range(EACH + 2):
        kept.save(LI, f"items/{n}/propose", FIELDS, at=NOON + timedelta(seconds=n))

    assert kept.find(WANG, PROPOSE) is None
    found = [n for n in range(EACH + 2) if kept.find(LI, f"items/{n}/propose")]
    assert found == list(range(2, EACH + 2))
    with pytest.raises(DraftTooLargeError):
        kept.save(LI, PROPOSE, (("content", "字" * LARGEST),), at=NOON)


# ── at the doors ─────────────────────────────────────────────────────────────────────────────


async def put(house, person, form, turn=0, **fields):
    """Keep a draft as the page's script does."""
    url = f"/workflow/drafts?form={form}&turn={turn}"
    return await house.client.put(url, data=fields, headers=house.as_(person))


async def shown(house, person, url):
    return (await house.page(person, url)).text


async def test_a_clerk_comes_back_and_goes_on_writing_on_another_device(house):
    kept = await put(house, LI, PROPOSE, **TYPED)
    offer = await shown(house, LI, f"/{PROPOSE}")
    form = await shown(house, LI, f"/{PROPOSE}?draft=use")

    assert kept.json() == {"turn": 1, "said": "已自动保存（12:00），还没有提出"}
    assert MINE in offer
    assert "2026-07-01 12:00" in offer
    assert TYPED["content"] not in offer
    assert all(TYPED[each] in form for each in ("title", "content", "waiver"))
    assert re.search(r'value="网站" checked', form)
    assert re.search(r'data-turn="1"', form)
    assert house.service.store.last() == 0  # a draft is no fact


async def test_nobody_else_sees_a_draft_and_nothing_legible_lies_on_the_disk(house, settings):
    await put(house, LI, PROPOSE, **TYPED)

    other = await shown(house, "both", f"/{PROPOSE}?draft=use")
    files = [each for each in settings.home.rglob("*") if each.is_file()]

    assert MINE not in other
    assert TYPED["content"] not in other
    assert any(each.name == "drafts.db" for each in files)
    assert not any(TYPED["content"].encode() in each.read_bytes() for each in files)


async def test_a_draft_is_gone_once_it_is_submitted_but_not_when_it_is_refused(house):
    command = str(uuid4())
    await put(house, LI, PROPOSE, **TYPED, command_id=command)
    bad = {**TYPED, "channels": [], "command_id": str(uuid4())}
    refused = await house.send(LI, f"/{PROPOSE}", **bad)
    assert refused.status_code == 422
    assert MINE in await shown(house, LI, f"/{PROPOSE}")

    done = await house.send(LI, f"/{PROPOSE}", **TYPED, command_id=command)
    late = await put(house, LI, PROPOSE, 1, **TYPED, command_id=command)
    page = await shown(house, LI, f"/{PROPOSE}")

    assert done.status_code == 303
    assert late.json()["turn"] == 0
    assert MINE not in page
    assert f'data-closed="{command}"' in page


async def test_without_a_script_the_button_keeps_and_the_other_throws_away(house):
    form = await shown(house, LI, f"/{PROPOSE}")
    assert "存草稿" in form
    kept = await house.send(LI, f"/drafts?form={PROPOSE}", **TYPED)
    again = await shown(house, LI, kept.headers["location"].removeprefix("/workflow"))

    assert kept.headers["location"] == f"/workflow/{PROPOSE}?draft=use"
    assert "还没有提出" in again
    assert TYPED["content"] in again
    thrown = await house.send(LI, f"/drafts/discard?form={PROPOSE}")
    assert thrown.headers["location"] == f"/workflow/{PROPOSE}"
    assert MINE not in await shown(house, LI, f"/{PROPOSE}")


async def test_resubmission_revision_and_withdrawal_keep_drafts_of_their_own(house):
    await house.disclose()
    proposal_id, _ = await house.submitted(ASK)
    await house.post(ZHAO, proposal_id, "return", {"reason": "金额与台账不符，请核对"})
    urls = {
        f"proposals/{proposal_id}/resubmit": {"content": "重新写的内容"},
        f"disclosures/{DISCLOSURE}/revise": {"explanation": "更正一半的说明"},
        f"disclosures/{DISCLOSURE}/withdraw": {"explanation": "撤回一半的说明"},
    }
    for url, typed in urls.items():
        assert (await put(house, LI, url, **typed)).json()["turn"] == 1
    for url, typed in urls.items():
        assert MINE in await shown(house, LI, f"/{url}")
        page = await shown(house, LI, f"/{url}?draft=use")
        assert all(each in page for each in typed.values())
    change = {**FORM, "content": "改好了"}
    done = await house.send(LI, f"/proposals/{proposal_id}/resubmit", **change)
    assert done.status_code == 303
    await house.send(LI, f"/disclosures/{DISCLOSURE}/withdraw", explanation="内容重复公开")
    assert MINE not in await shown(house, LI, f"/disclosures/{DISCLOSURE}/withdraw")
    assert MINE in await shown(house, LI, f"/disclosures/{DISCLOSURE}/revise")


async def test_a_text_that_was_drafted_elsewhere_becomes_a_draft_under_an_entry(house):
    text = {"title": "第三季度来信来访情况", "content": '第一行 "引号"\n第二行 <b>'}
    chosen = await house.send(LI, "/items", **text)
    assert chosen.status_code == 200, chosen.text
    assert f"form={PROPOSE}" in chosen.text
    assert "<b>" not in chosen.text
    kept = await house.send(LI, f"/drafts?form={PROPOSE}", **text, scope="party", channels=["文件"])
    assert kept.status_code == 303
    form = await shown(house, LI, kept.headers["location"].removeprefix("/workflow"))
    assert text["title"] in form
    assert "第一行 &#34;引号&#34;\n第二行 &lt;b&gt;" in form
    nobody = await house.send(ZHAO, "/items", **text)
    assert "您不是任何单位的承办人" in nobody.text


async def test_an_answer_to_an_opinion_is_another_form_than_a_revision(house):
    await house.disclose()
    plain = f"disclosures/{DISCLOSURE}/revise"
    await put(house, LI, f"{plain}%3Fopinion_id=x", explanation="针对意见写的")

    assert MINE not in await shown(house, LI, f"/{plain}")
    assert MINE in await shown(house, LI, f"/{plain}?opinion_id=x")


async def test_strangers_and_nonsense_are_refused_in_words(house):
    away = await house.client.put(f"/workflow/drafts?form={PROPOSE}&turn=0", data=TYPED)
    nameless = await put(house, LI, "", **TYPED)
    await put(house, LI, PROPOSE, **TYPED)
    elsewhere = await put(house, LI, PROPOSE, 0, **TYPED)
    abroad = await house.send(LI, "/drafts?form=//evil.example/x", **TYPED)

    assert (away.status_code, nameless.status_code, elsewhere.status_code) == (401, 422, 409)
    assert "另有一份没有提交的内容" in elsewhere.json()["title"]
    assert abroad.headers["location"].startswith("/workflow/evil.example")
