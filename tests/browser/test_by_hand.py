"""What is shown by hand, in a browser and on a phone: a meeting, its absentee, a visit."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.eyes import Examiner
from tests.browser.house import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
MINUTES = {"name": "会议记录.txt", "mimeType": "text/plain", "buffer": "会议记录\n".encode()}
SCRIPT = {"name": "发布实录.txt", "mimeType": "text/plain", "buffer": "发布实录\n".encode()}
NOW = "new Date(Date.now() + 8 * 3600e3 - 60e3).toISOString().slice(0, 16)"


def enter(page, house, login, way):
    page.goto(f"{house}/catalog/login?next={way}")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main").get_by_role("button").click()
    return page


def send(page, button, **fields):
    """Fill in the form that has this button, and send it."""
    form = page.locator("main form").filter(has=page.get_by_role("button", name=button, exact=True))
    for name, value in fields.items():
        field = form.locator(f"[name={name}]").first
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=value)
        elif isinstance(value, dict):
            field.set_input_files(value)
        else:
            field.fill(value)
    form.get_by_role("button", name=button, exact=True).click()


def tick(page, legend, *, but=()):
    """Tick every box under a legend, except those of these names."""
    boxes = page.get_by_role("group", name=legend).locator("label")
    for each in boxes.all():
        each.locator("input").set_checked(not any(name in each.inner_text() for name in but))


def today(page):
    return page.evaluate(NOW)[:10]


def the_meeting_is_recorded(desk, look):
    desk.get_by_role("link", name="会议文件").click()
    look(desk, "meetings")
    desk.get_by_role("link", name="登记会议公开").click()
    look(desk, "the form of a meeting")
    tick(desk, "会上公开的事项")
    tick(desk, "实到人员", but=("岳青禾",))
    about = {"kind": "支部党员大会", "title": "九月支部党员大会", "place": "二楼会议室"}
    send(desk, "登记", **about, held_at="2020-01-01T09:00", minutes=MINUTES)
    expect(desk.get_by_role("heading", level=1)).to_contain_text("还没有到批准的公开日期")
    desk.go_back()
    send(desk, "登记", held_at=desk.evaluate(NOW), minutes=MINUTES)
    expect(desk.get_by_role("heading", name="九月支部党员大会")).to_be_visible()
    expect(desk.get_by_text("没有到会的人（1）")).to_be_visible()
    look(desk, "a meeting")


def a_question_waits_for_its_answer(desk, look):
    desk.get_by_text("登记一个提问").click()
    send(desk, "登记提问", question="设备何时到位？", asker="戴知夏", handler="谭清和")
    expect(desk.locator("#questions ~ ul")).to_contain_text("待答复")
    desk.goto(re.sub(r"/meetings/.*", "/inquiries", desk.url))
    look(desk, "questions")
    desk.get_by_role("link", name="设备何时到位？").click()
    look(desk, "a question")
    send(desk, "答复", text="十二月初到位。")
    expect(desk.locator("main")).to_contain_text("已答复")


def the_absent_member_reads_and_signs(phone, look):
    look(phone, "my papers on a phone")
    phone.get_by_role("link", name=re.compile("补读")).click()
    look(phone, "a paper to be signed for, on a phone")
    phone.get_by_role("button", name="我已阅读，签收").click()
    phone.get_by_role("link", name="我的文件").first.click()
    expect(phone.get_by_role("listitem").filter(has_text="补读")).to_contain_text("已签收")


def papers_go_out_and_lie_in_the_reading_room(desk, phone, house, look):
    desk.goto(f"{house}/documents/new")
    look(desk, "the form of a document")
    send(desk, "下发", kind="文件", number="青编办〔2026〕8号", title="工作要点", text="见附件。")
    expect(desk.get_by_text("提醒没有签收的")).to_be_visible()
    look(desk, "a document")
    desk.goto(f"{house}/documents")
    look(desk, "documents")
    desk.goto(f"{house}/documents/new?kind=reading")
    send(desk, "下发", kind="放进文件查阅处", title="支部工作条例", text="条例全文。")
    phone.goto(f"{house}/reading-room")
    look(phone, "the reading room on a phone")
    phone.get_by_role("link", name="支部工作条例").click()
    phone.get_by_role("button", name="查阅全文").click()
    expect(phone.locator("main")).to_contain_text("条例全文。")


def the_spokesperson_and_the_visit(desk, office, stranger, house, look):
    for way in ("press", "visits"):
        desk.goto(f"{house}/{way}")
        look(desk, way)
        desk.goto(f"{house}/{way}/new")
        look(desk, f"the form of {way}")
    desk.goto(f"{house}/press/new")
    tick(desk, "发布的事项")
    said = {"title": "第三季度新闻发布会", "place": "新闻发布厅", "spokesperson": "杜若棠"}
    send(desk, "登记", **said, held_at=desk.evaluate(NOW), transcript=SCRIPT)
    expect(desk.get_by_role("heading", name="第三季度新闻发布会")).to_be_visible()
    enter(office, house, "duruotang", desk.url.removeprefix(house))
    look(office, "a press session that another must approve")
    office.get_by_role("button", name="核准对外展示").click()
    expect(office.get_by_text("社会看不到这一页")).to_have_count(0)
    stranger.goto(desk.url)
    look(stranger, "a press session for everybody")
    desk.goto(f"{house}/visits/new")
    tick(desk, "展示的公开事项")
    trip = {"kind": "进农村", "place": "河湾村村委会", "topics": "讲解公开内容。", "reached": "46"}
    send(desk, "登记", **trip, on=today(desk))
    send(desk, "记下意见", content="公示栏字太小。")
    expect(desk.get_by_text("听取的意见（1）")).to_be_visible()
    look(desk, "a visit")


def what_the_government_shows_is_linked(desk, house, look):
    desk.goto(f"{house}/sisters")
    link = {"system": "政务公开", "title": "采购结果公告", "address": "青采公告〔2026〕31号"}
    desk.locator("[name=item_id]").select_option(index=0)
    send(desk, "登记", **link, disclosed_on=today(desk))
    expect(desk.locator("main")).to_contain_text("采购结果公告")
    look(desk, "links")


def test_what_is_shown_by_hand_is_done_by_hand(house, open_context):
    examined = Examiner()
    desk, stranger = open_context().new_page(), open_context().new_page()
    phone, office = open_context(**PHONE).new_page(), open_context().new_page()
    enter(desk, house, "tanqinghe", "/desk")
    the_meeting_is_recorded(desk, examined)
    a_question_waits_for_its_answer(desk, examined)
    enter(phone, house, "yueqinghe", "/mine")
    the_absent_member_reads_and_signs(phone, examined)
    papers_go_out_and_lie_in_the_reading_room(desk, phone, house, examined)
    the_spokesperson_and_the_visit(desk, office, stranger, house, examined)
    what_the_government_shows_is_linked(desk, house, examined)
    for way in ("guides", "press"):
        stranger.goto(f"{house}/{way}")
        examined(stranger, f"{way} for everybody")
    for way in ("meetings/new", "documents/new", "visits", "sisters"):
        enter(phone, house, "tanqinghe", f"/{way}") if way == "meetings/new" else phone.goto(
            f"{house}/{way}"
        )
        examined(phone, f"{way} on a phone")
    assert examined.amiss == []
