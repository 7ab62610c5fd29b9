"""Opinions in a real browser: a phone, the desk with its clocks, the supervisors' room, a vote."""

import re
import threading
import time
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import uvicorn
from playwright.sync_api import expect

from services.feedback import heard
from services.feedback.app import doors, service
from shared.auth import Sessions
from shared.record import Letter, file
from shared.seal import Keyring
from shared.settings import Settings
from shared.testing import cause
from tests.browser.eyes import faults
from tests.doors import free_door
from tests.feedback.conftest import SCHOOL, person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
UNIT, OFFICE, SUPERVISOR, MEMBER = "河湾乡中心小学", "周明", "龙应新", "叶老师"
HEAD = "王校长"
POSTS = {OFFICE: "office", "陈静": "handler", MEMBER: "member", HEAD: "approver"}
A_MINUTE = 60  # seconds
TOMORROW = (date.today() + timedelta(days=1)).isoformat()  # in Beijing it may have begun


class Ready(uvicorn.Server):
    """A server that says when its doors are open."""

    def __init__(self, config):
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.ready.set()


@contextmanager
def served(settings, door):
    """Open the doors of feedback alone, in a thread, in a county it has heard of."""
    house = service(settings)
    config = uvicorn.Config(doors(house), log_config=None, lifespan="on")
    server = Ready(config)
    server.install_signal_handlers = lambda: None
    thread = threading.Thread(target=lambda: server.run([door]), daemon=True)
    thread.start()
    assert server.ready.wait(60)
    try:
        tell(house, settings)
        yield house
    finally:
        server.should_exit = True
        thread.join(30)


def tell(house, settings):
    """Let the house hear of a school and the people in it."""
    keyring = Keyring(settings.keys_url(), house.clock)
    names = (*POSTS, SUPERVISOR)
    sealed = {name: keyring.seal(person(name), name) for name in names}
    keyring.close()
    facts = [
        heard.UnitRegistered(unit_id=SCHOOL, name=UNIT),
        *(heard.PersonRegistered(person_id=person(n), sealed=sealed[n]) for n in names),
        *(heard.PostAssigned(unit=SCHOOL, person_id=person(n), post=p) for n, p in POSTS.items()),
    ]
    letters = []
    for n, fact in enumerate(facts, 1):
        record = file(fact, stream_id=UUID(int=n), version=1, cause=cause("x"))
        letters.append(
            Letter(position=n, stream_id=UUID(int=n), version=1, tag=record.tag, body=record.body)
        )
    house.views.apply("catalog", letters)


@pytest.fixture
def at(settings, open_context):
    """Return how somebody opens a page; whoever is named is logged in."""
    with free_door() as door:
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        origin = Settings(home=settings.home, secret=settings.secret, origin=address)
        with served(origin, door) as house:
            sessions = Sessions(origin.secret, house.clock)

            def sit(way, login="", **wishes):
                context = open_context(**wishes)
                if login:
                    token = sessions.issue(person(login), login)
                    context.add_cookies([{"name": "gk_session", "value": token, "url": address}])
                page = context.new_page()
                page.goto(f"{address}{way}")
                return page

            yield sit


def test_an_opinion_goes_from_a_phone_to_the_desk_and_the_county_is_watched_and_votes(at):
    said = f"希望公开食堂价格{uuid4().hex[:8]}"
    number = write_on_a_phone(at, said)
    the_desk_shows_its_clock(at, number, said)
    a_supervisor_is_appointed_and_speaks(at)
    members_vote(at)
    matters_are_followed(at)
    seats_and_questions(at)
    gaps_are_examined(at)


def write_on_a_phone(at, said):
    phone = at("/feedback/write", java_script_enabled=False, **PHONE)
    began = time.monotonic()
    phone.get_by_label("向哪个单位提").select_option(label=UNIT)
    phone.get_by_label("意见内容").fill(said)
    phone.get_by_role("button", name="提交意见").click()
    expect(phone.get_by_role("heading", name="意见已收到")).to_be_visible()
    assert time.monotonic() - began < A_MINUTE
    number = phone.locator("#number").inner_text()
    looked = at("/feedback/write", **PHONE)
    assert not faults(looked)
    looked.goto(looked.url.replace("/write", "/query"))
    assert not faults(looked)
    return number


def the_desk_shows_its_clock(at, number, said):
    desk = at("/feedback/desk?tray=new", OFFICE)
    expect(desk.get_by_role("link", name=number)).to_be_visible()
    assert not faults(desk)
    desk.get_by_role("link", name=number).click()
    expect(desk.get_by_text(said)).to_be_visible()
    desk.locator("#more-sort").click()
    assert not faults(desk)
    desk.get_by_label("意见类别").select_option(label="意见建议")
    desk.get_by_role("button", name="整理").click()
    expect(desk.get_by_role("main").get_by_text("意见建议").first).to_be_visible()
    for way in ("overview", "rounds", "hotline", "box", "mine"):
        desk.goto(re.sub(r"/feedback/.*", f"/feedback/{way}", desk.url))
        expect(desk.get_by_role("heading", level=1)).to_be_visible()
        assert not faults(desk)


def a_supervisor_is_appointed_and_speaks(at):
    office = at("/feedback/supervisors", OFFICE)
    assert not faults(office)
    today = date.today()
    office.get_by_label("人员").select_option(label="龙应新")
    office.get_by_label("聘期起始日期").fill((today - timedelta(days=1)).isoformat())
    office.get_by_label("聘期截止日期").fill((today + timedelta(days=300)).isoformat())
    office.get_by_label("职责").fill("提出合理化建议\n收集并反馈意见")
    office.get_by_role("button", name="聘请").click()
    expect(office.get_by_role("heading", name="龙应新")).to_be_visible()
    room = at("/feedback/room", SUPERVISOR, **PHONE)
    assert not faults(room)
    room.locator("summary", has_text="提出建议").click()
    room.get_by_label("建议内容").fill("请把价格贴到食堂门口。")
    room.get_by_role("button", name="提出", exact=True).click()
    expect(room.get_by_text("请把价格贴到食堂门口。")).to_be_visible()


def members_vote(at):
    office = at("/feedback/appraisals", OFFICE)
    assert not faults(office)
    title, today = f"评议{uuid4().hex[:6]}", date.today()
    office.get_by_label("评议标题").fill(title)
    office.get_by_label("评议问题").fill("您对党务公开总体是否满意")
    office.get_by_label("起始日期").fill((today - timedelta(days=1)).isoformat())
    office.get_by_label("截止日期").fill((today + timedelta(days=5)).isoformat())
    office.get_by_label("应参加的社会人士人数").fill("9")
    office.get_by_label("应参加的党员人数").fill("9")
    office.get_by_role("button", name="送核准").click()
    expect(office.get_by_role("heading", name=title)).to_contain_text("等待另一人核准")
    head = at("/feedback/appraisals", HEAD, **PHONE)
    assert not faults(head)
    head.get_by_role("button", name="核准公布").click()
    expect(head.get_by_role("heading", name=title)).to_be_visible()
    voter = at("/feedback/appraisals", SUPERVISOR, **PHONE)
    voter.get_by_role("link", name=title).click()
    assert not faults(voter)
    voter.get_by_label("满意", exact=True).check()
    voter.get_by_role("button", name="投票").click()
    expect(voter.get_by_role("heading", name="投票成功")).to_be_visible()


def matters_are_followed(at):
    office = at("/feedback/channels", OFFICE, **PHONE)
    office.get_by_label("渠道", exact=True).select_option(label="意见箱")
    office.get_by_label("不通").check()
    office.get_by_label("说明").fill("锁坏了，已报修。")
    press(office, "登记")
    expect(office.get_by_text("上次检查不通")).to_be_visible()
    looked_at(office, "threads")
    office.get_by_label("标题").fill("食堂价格")
    office.get_by_label("责任人").first.select_option(index=1)
    press(office, "立项")
    expect(office.get_by_role("heading", level=1)).to_have_text("食堂价格")
    assert not faults(office)
    looked_at(office, "threads")
    office.get_by_label("名称").first.fill("上半年督察员评议")
    press(office, "组织评议")
    opened(office)
    press(office, "制定计划")
    opened(office)
    office.get_by_label("名称").last.fill("抽查")
    office.get_by_label("起始日期").fill(TOMORROW)
    office.get_by_label("截止日期").fill(TOMORROW)
    office.get_by_label("种子号").fill("7")
    press(office, "抽取样本")
    expect(office.get_by_text("SHA-256")).to_be_visible()
    looked_at(office, "threads")
    looked_at(office, "threads?done=true")
    looked_at(office, "satisfaction")


def seats_and_questions(at):
    office = at("/feedback/sittings", OFFICE, **PHONE)
    office.get_by_label("会议名称").fill("校务会议")
    office.get_by_label("会议日期").fill(TOMORROW)
    office.get_by_label("报名截止日期").fill(TOMORROW)
    office.get_by_label("向旁听人开放的议题").fill("食堂价格")
    press(office, "送核准")
    expect(office.get_by_role("heading", name="校务会议")).to_contain_text("等待另一人核准")
    head = at("/feedback/sittings", HEAD, **PHONE)
    assert not faults(head)
    press(head, "核准，向社会公布")
    expect(head.get_by_role("heading", name="校务会议")).to_be_visible()
    guest = at("/feedback/sittings", java_script_enabled=False, **PHONE)
    guest.get_by_label("姓名").fill("钟慧玲")
    guest.get_by_label("联系方式").fill("13909520001")
    press(guest, "报名")
    expect(guest.get_by_text("您的报名号是1")).to_be_visible()
    looked_at(office, "sittings")
    looked_at(office, "inquiries")
    office.get_by_label("向哪个单位").select_option(label=UNIT)
    office.get_by_label("主题").fill("食堂价格")
    office.get_by_label("内容").fill("为何上涨？")
    press(office, "提交")
    expect(office.get_by_text("您的意见已经按一般意见登记")).to_be_visible()
    assert not faults(office)


def gaps_are_examined(at):
    office = at("/feedback/gaps", OFFICE, **PHONE)
    assert not faults(office)
    office.get_by_label("意见箱上次检查不通").check()
    office.get_by_label("督查单名称").fill("第二季度督查")
    office.get_by_label("整改期限").fill(TOMORROW)
    press(office, "下发督查单")
    expect(office.get_by_role("heading", level=1)).to_have_text("第二季度督查")
    assert not faults(office)
    office.get_by_label("整改情况").fill("换了锁。")
    office.get_by_label("凭据").fill("一楼大厅意见箱")
    press(office, "报告整改")
    expect(office.get_by_text("等待复查")).to_be_visible()
    assert not faults(office)
    for way in ("examinations", "proofs", "drafts"):
        looked_at(office, way)


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def looked_at(page, way):
    page.goto(re.sub(r"/feedback/.*", f"/feedback/{way}", page.url))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    opened(page)
    assert not faults(page)


def opened(page):
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
