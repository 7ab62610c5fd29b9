"""Letters to the published mailbox: each becomes one opinion, whatever is in it."""

from base64 import b64encode
from email.message import EmailMessage

import pytest
from msgspec import convert
from msgspec.structs import replace

from services.feedback.domain.mail import CUT, EMPTY, read_mail
from services.feedback.domain.terms import Sealed
from services.feedback.gateways.mailbox import Mailbox
from services.feedback.handlers import Desk, Gate, Intake
from services.feedback.handlers.mailroom import Mailroom, account_of
from services.feedback.handlers.opinion_rooms import pictures_of
from services.feedback.handlers.opinions import to_open
from services.feedback.handlers.rules import RuleBook
from shared.settings import Settings
from tests.feedback.conftest import SCHOOL
from tests.feedback.postbox import Postbox

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def mail(said="值守表没有执行。", sender="钟慧玲 <zhong@example.com>", *, number=1, picture=b""):
    message = EmailMessage()
    message["From"], message["Subject"] = sender, "反映值守问题"
    message["Message-ID"] = f"<{number}@example.com>"
    message.set_content(said)
    if picture:
        message.add_attachment(picture, maintype="image", subtype="png", filename="照片.png")
    return bytes(message)


def test_a_mail_says_who_and_what():
    found = read_mail(mail(picture=PNG))
    assert (found.name, found.contact) == ("钟慧玲", "zhong@example.com")
    assert found.content == "反映值守问题\n值守表没有执行。"
    assert found.attached == (("照片.png", PNG),)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00garbage",
        b"From: =?x-unknown?B?////?=\r\nSubject: \r\n\r\n",
        b"Content-Type: text/plain; charset=no-such\r\n\r\n" + "意见".encode("gb18030"),
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nbroken",
        b"Content-Type: text/plain; charset=undefined\r\n\r\n" + "意见".encode("gb18030"),
        b"Content-Type: text/plain; charset=a\0b\r\n\r\n" + "意见".encode("gb18030"),
        b"From: " + "张三 <z@e.cn>".encode("gb18030") + b"\r\n\r\n" + "意见".encode("gb18030"),
    ],
)
def test_no_mail_is_so_broken_that_it_fails(raw):
    found = read_mail(raw)
    assert found.content
    assert found.mail_id


def test_pasted_pages_lose_their_scripts_and_long_letters_say_that_more_is_in_the_box():
    page = (
        "Content-Type: text/html; charset=utf-8\r\n\r\n<title>无</title><div>一</div>"
        "<p>二&nbsp;&lt;三&gt; 1 < 2</p><script>if (a<b) alert(1)</script>\U000323af"
    )
    assert read_mail(page.encode()).content == "一\n二\xa0<三> 1 < 2\n\U000323af"
    long = read_mail(mail("字" * 20_000))
    assert len(long.content) == 5_000
    assert long.content.endswith(CUT.strip())
    assert long.cut
    assert read_mail(b"\r\n\r\n").content == EMPTY


@pytest.mark.clause("S0-71")
async def test_one_mail_fetched_twice_is_one_opinion(county):
    gb = (
        (
            "From: =?gb18030?B?"
            + b64encode("马某".encode("gb18030")).decode()
            + "?= <ma@example.com>"
        ).encode()
        + b"\r\nContent-Type: text/plain; charset=gb18030\r\n\r\n"
        + "食堂".encode("gb18030")
    )
    async with Postbox(mail(picture=PNG), mail(), gb).open() as box:
        room = mailroom(county, postal(county, box))
        assert await room.ring() == 2  # the first two have one message id
        assert box.seen == {1, 2, 3}
        box.seen.clear()
        assert await room.ring() == 0
        assert box.logins[0] == 'yijian "secret"'
    await county.settle()
    async with county.browser("周明") as office:
        desk = await office.get("/feedback/desk")
    assert desk.text.count("<div>电子邮箱</div>") == 2


async def test_what_came_along_is_kept_or_named_and_letters_of_one_id_are_two(county):
    message = EmailMessage()
    message["From"], message["Message-ID"] = "钟慧玲 <zhong@example.com>", "<1@example.com>"
    message.set_content("材料见附件。")
    message.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="一.pdf")
    message.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="二.gif")
    message.add_attachment(mail(), maintype="application", subtype="msword", filename="三.doc")
    for n in range(12):
        message.add_attachment(PNG, maintype="image", subtype="png", filename=f"{n}.png")
    async with Postbox(bytes(message), mail("另一件事。")).open() as box:
        room = mailroom(county, postal(county, box))
        assert await room.ring() == 2
    received = [
        each["event"]
        for each in await county.facts()
        if each["event"]["type"] == "feedback.opinion.received.v1"
    ]
    assert [p["name"] for p in received[0]["pictures"]] == [
        "一.pdf",
        *(f"{n}.png" for n in range(9)),
    ]
    said = county.keyring.open(to_open(convert(received[0]["content"], Sealed)), field="content")
    assert "另有5个附件没有登记：“二.gif”、“三.doc”、“9.png”、“10.png”、“11.png”，" in said


def postal(county, box):
    return replace(
        Settings(home=county.service.settings.home),
        imap_host="127.0.0.1",
        imap_port=box.port,
        imap_security="none",
        imap_user="yijian",
        imap_password="secret",
        imap_unit=SCHOOL,
    )


def mailroom(county, settings):
    house = county.service
    desk = Desk(views=house.views, keyring=county.keyring)
    intake = Intake(
        store=house.store,
        views=house.views,
        keyring=county.keyring,
        gate=Gate(),
        secret=house.settings.secret,
        rules=RuleBook(house.views),
    )
    account = account_of(settings)
    pictures = pictures_of(house, county.keyring, desk)
    return Mailroom(intake, pictures, county.clock, Mailbox(account), account.unit)


async def test_a_mailbox_that_is_away_is_asked_again(county):
    settings = replace(
        Settings(), imap_host="127.0.0.1", imap_port=1, imap_security="none", imap_unit=SCHOOL
    )
    assert await mailroom(county, settings).ring() == 0
    assert account_of(Settings()) is None
