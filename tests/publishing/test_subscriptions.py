"""Readers are told by mail: once each, after they have confirmed, until they leave."""

import re
from urllib.parse import quote

import pytest

from services.publishing.handlers.courier import Courier
from services.publishing.views.subscriptions import subscriptions
from tests.mailserver import Inbox, mailing
from tests.publishing.house import House

ADDRESS = "zhang.san@example.org"
MONDAY = {"days": 4}  # from the Thursday on which the tests begin


@pytest.fixture
async def inbox():
    return Inbox()


@pytest.fixture
async def port(inbox):
    server, found = await inbox.serve()
    yield found
    server.close()


@pytest.fixture
async def house(settings, port):
    async with House(mailing(settings, port)).open() as house:
        yield house


def door(house, name):
    """Return what a door of the service is given."""
    return house.app.state["household"].hands[name]


def only(house):
    """Return the one subscription there is."""
    [row] = house.service.views.select(subscriptions)
    return row


async def ask(house, address=ADDRESS, **wish):
    return await house.client.post(
        "/subscriptions", data={"address": address, **wish}, follow_redirects=False
    )


async def round_of(house):
    return await door(house, "courier").round()


def link(mail, what):
    return re.search(rf"https?://[^/]+(/subscriptions/\S+/{what}/\S+)", mail.get_content())[1]


async def subscribed(house, inbox, **wish):
    """Ask and confirm; return the mail that invited."""
    assert (await ask(house, **wish)).status_code == 303
    assert await round_of(house) == 1
    invitation = inbox.taken.pop()
    confirmed = await house.client.post(link(invitation, "confirm"))
    assert "确认成功" in confirmed.text
    return invitation


def titles(mail):
    return re.findall(r"^\d+\. (.*)$", mail.get_content(), re.MULTILINE)


@pytest.mark.row("M4")
async def test_a_class_by_the_week_is_one_digest_and_feed_and_api_say_what_the_page_says(
    house, inbox, port, monkeypatch
):
    await house.open_to("public", title="以前的")
    await subscribed(house, inbox, level1="党组织建设情况", rhythm="weekly")
    for title in ("第一件", "第二件"):
        await house.open_to("public", title=title)
    await house.open_to("inner", title="党内的")
    assert await round_of(house) == 0  # it is Thursday
    house.later(**MONDAY)

    with monkeypatch.context() as patch:  # the house falls when the server has taken the mail
        patch.setattr(Courier, "_file", falling(Courier._file))
        with pytest.raises(KeyboardInterrupt):
            await round_of(house)
    assert await round_of(house) == 1
    assert await round_of(house) == 0
    first, again = inbox.taken
    assert titles(first) == titles(again) == ["第一件", "第二件"]
    assert first["Message-ID"] == again["Message-ID"]
    assert first.get_content() == again.get_content()

    await house.open_to("public", title="第三件")
    assert await round_of(house) == 0
    house.later(days=7)
    assert await round_of(house) == 1
    assert titles(inbox.taken[-1]) == ["第三件"]
    await same_everywhere(house, 4)


def falling(file):
    async def fall(self, row, step, command):
        if type(command).__name__ == "NoteDigest":
            raise KeyboardInterrupt
        await file(self, row, step, command)

    return fall


async def test_feed_and_api_give_the_same_items_as_the_page(house):
    for title in ("甲", "乙", "丙<b>&"):
        await house.open_to("public", title=title)
    await house.open_to("inner", title="党内")
    await same_everywhere(house, 3)


async def same_everywhere(house, number):
    """Page, interface and each feed give the same items, however the list is narrowed."""
    for asked in ("", f"?level1={quote('党组织建设情况')}", f"?q={quote('党费')}", "?unit=x"):
        whole = await house.page(f"{'/search' if 'q=' in asked else '/'}{asked}")
        page = whole[whole.index("最新公开的在前") :] if "最新公开的在前" in whole else ""
        shown = list(dict.fromkeys(re.findall(r'<h3><a href="/items/([0-9a-f-]{36})"', page)))
        told = (await house.get(f"/api/disclosures{asked}", accept="application/json")).json()
        assert [each["disclosure_id"] for each in told["disclosures"]] == shown
        for kind in ("atom", "rss", "json"):
            feed = await house.get(f"/feed.{kind}{asked}")
            ids = re.findall(r"/items/([0-9a-f-]{36})", feed.text)
            assert list(dict.fromkeys(ids)) == shown, (kind, asked)
        assert len(shown) == (0 if "unit" in asked else number)


async def test_nothing_is_sent_before_the_owner_has_confirmed_and_nothing_after_they_left(
    house, inbox
):
    assert (await ask(house, rhythm="immediate")).headers["location"] == "/subscriptions/asked"
    assert (await ask(house, rhythm="immediate")).status_code == 303  # a second click
    await house.open_to("public")
    assert await round_of(house) == 1
    assert await round_of(house) == 0
    [invitation] = inbox.taken
    assert invitation["To"] == ADDRESS
    assert "List-Unsubscribe" not in invitation
    confirm = link(invitation, "confirm")
    assert "确认订阅" in await house.page(confirm)  # a program that looks confirms nothing
    assert await round_of(house) == 0
    for _ in range(2):
        assert "确认成功" in (await house.client.post(confirm)).text

    await house.open_to("public", title="新的一件")
    assert await round_of(house) == 1
    issue = inbox.taken[-1]
    assert titles(issue) == ["新的一件"]
    assert issue["Subject"] == f"{house.service.settings.site.name}：新的一件"
    leave = link(issue, "leave")
    assert issue["List-Unsubscribe"] == f"<{house.service.settings.base_url}{leave}>"
    assert "退订" in await house.page(leave)
    body = {"List-Unsubscribe": "One-Click"}  # as a mail program sends it (RFC 8058)
    for _ in range(2):
        assert "已经销毁" in (await house.client.post(leave, data=body)).text
    await house.open_to("public")
    assert await round_of(house) == 0
    assert (await house.client.post(confirm)).status_code == 404

    await subscribed(house, inbox, rhythm="immediate")
    assert (await house.get(leave)).status_code == 404  # an old link ends no new subscription


async def test_an_address_stands_nowhere_in_the_clear_and_its_key_goes_with_it(house, inbox):
    await subscribed(house, inbox, rhythm="immediate")
    letters = house.service.store.after(0, 1000)
    assert not any(ADDRESS.encode() in each.body for each in letters)
    row = only(house)
    assert door(house, "subscribing").mailbox(row).address == ADDRESS
    await house.open_to("public")
    await round_of(house)
    await house.client.post(link(inbox.taken[-1], "leave"))
    assert door(house, "subscribing").mailbox(row) is None


async def test_a_digest_tells_corrections_and_withdrawals_but_no_withdrawn_text(house, inbox):
    one = await house.open_to("public", title="原题", content="错误内容")
    two = await house.open_to("public", title="要撤的", content="不该公开的内容")
    await subscribed(house, inbox, rhythm="daily")
    await house.change("revise", one, "更正", title="新题")
    await house.change("revise", one, "再更正", title="再新题")
    await house.change("withdraw", two, "撤回说明", title="要撤的")
    house.later(days=1)
    assert await round_of(house) == 1
    [issue] = inbox.taken
    assert titles(issue) == ["【更正】再新题", "【已撤回】要撤的"]
    assert "不该公开的内容" not in issue.get_content()


async def test_a_keyword_and_a_unit_choose_what_is_sent(house, inbox):
    await subscribed(house, inbox, keyword="２１９０", rhythm="immediate")
    await house.open_to("public", title="没有")
    assert await round_of(house) == 0
    await house.open_to("public", title="有", content="实缴2,190.00元")
    assert await round_of(house) == 1
    assert titles(inbox.taken[-1]) == ["有"]
    assert "含有“２１９０”" in inbox.taken[-1].get_content()


async def test_what_is_typed_wrong_is_named(house):
    for wish, sentence in (
        ({"address": "zhang"}, "邮箱地址的写法不对"),
        ({"rhythm": "hourly"}, "寄送频次请从列出的几种里选一种。"),
        ({"unit": "x"}, "没有这个单位或者类别"),
        ({"keyword": "长" * 41}, "关键词不能超过40个字。"),
    ):
        answer = await ask(house, **wish)
        assert answer.status_code == 422
        assert sentence in answer.text
    for n in range(5):
        assert (await ask(house, keyword=str(n))).status_code == 303
    assert (await ask(house, keyword="6")).status_code == 429
    assert (await ask(house, "other@example.org")).status_code == 303


async def test_who_never_confirms_is_forgotten(house, inbox):
    await ask(house)
    await round_of(house)
    row = only(house)
    house.later(days=8)
    assert await round_of(house) == 0
    assert door(house, "subscribing").mailbox(row) is None
    assert (await house.client.post(link(inbox.taken[0], "confirm"))).status_code == 404


async def test_a_mailbox_that_refuses_for_good_is_not_written_to_again(house, inbox):
    await subscribed(house, inbox, rhythm="immediate")
    inbox.refuse[ADDRESS] = "451 try again later"
    await house.open_to("public")
    assert await round_of(house) == 0
    inbox.refuse[ADDRESS] = "550 no such user"
    assert await round_of(house) == 0
    assert house.facts()[-1]["event"]["reason"] == "refused"
    inbox.refuse.clear()
    assert await round_of(house) == 0


async def test_without_a_mail_server_the_page_offers_feeds_alone(settings):
    async with House(settings).open() as house:
        page = await house.page(f"/subscriptions?level1={quote('党组织建设情况')}")
        assert "本站没有设置邮件服务器" in page
        assert "申请订阅" not in page
        assert f"/feed.rss?level1={quote('党组织建设情况')}" in page
        assert (await ask(house)).status_code == 409


async def test_a_feed_that_did_not_change_is_not_sent_again(house):
    await house.open_to("public")
    first = await house.client.get("/feed.json")
    assert first.json()["version"] == "https://jsonfeed.org/version/1.1"
    again = {"if-none-match": first.headers["etag"]}
    assert (await house.client.get("/feed.json", headers=again)).status_code == 304
    house.later(hours=1)
    await house.open_to("public")
    assert (await house.client.get("/feed.json", headers=again)).status_code == 200
