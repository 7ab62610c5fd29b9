"""A request for disclosure by hand: applied for on a phone, answered at the desk, filed above."""

from tests.browser.eyes import faults
from tests.browser.house import PASSWORD

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
PLAIN = {"java_script_enabled": False}
BASIS = "《中国共产党党务公开条例（试行）》第七条"
REASON = "谈话记录属于核查工作过程材料，公开会影响被谈话人如实反映情况。"
WHERE = "核查结论已于2025年5月12日在局门户党务公开子栏目公布，您可以在那里查阅。"
REFUSAL = {"outcome": "不能公开", "ground": "工作过程材料", "basis": BASIS, "reason": REASON}


class Reader:
    """Looks at pages, and keeps what is amiss with any of them."""

    def __init__(self):
        self.amiss = {}

    def look(self, page, name):
        assert page.locator("h1").count() == 1, name
        if found := faults(page):
            self.amiss[name] = found


def enter(page, house, login, way):
    page.goto(f"{house}/catalog/login?next={way}")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main").get_by_role("button").click()
    return page


def press(page, button, **fields):
    """Fill in one form of a request and send it."""
    form = page.locator("form").filter(has=page.get_by_role("button", name=button, exact=True))
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    form.get_by_role("button", name=button, exact=True).click()


def apply(phone, house):
    phone.goto(f"{house}/feedback/")
    phone.get_by_role("link", name="申请公开").click()
    phone.get_by_label("群众", exact=True).check()
    form = {"unit": "青岚县综合行政执法局", "subject": "请公开2025年4月的谈话记录全文。"}
    who = {"name": "章禾", "number": "330421199003070031", "contact": "13909520001"}
    press(phone, "提交申请", **form, **who)
    assert "校验位不对" in phone.get_by_role("alert").inner_text()
    assert phone.get_by_label("姓名").input_value() == "章禾"
    press(phone, "提交申请", number="330421199003070030")
    return phone.locator("#number").inner_text(), phone.locator("#query-code").inner_text()


def ask_after(phone, house, number, code):
    phone.goto(f"{house}/feedback/requests/query")
    press(phone, "查询", number=number, query_code=code)
    return phone.locator("main").inner_text()


def answer(desk, body, number, look):
    desk.get_by_role("link", name="申请办理").click()
    look(desk, "the desk")
    desk.get_by_role("link", name=number).click()
    look(desk, "a request that came in")
    press(desk, "受理", checked="证件号码校验")
    press(desk, "登记研究意见", opinion="记录不能公开，结论已经公布。")
    body.goto(desk.url)
    press(body, "作出决定", **REFUSAL | {"reason": "经研究决定，按规定不宜公开。"})
    assert "套话" in body.locator("main").inner_text()
    body.goto(desk.url)
    look(body, "a request to be decided")
    press(body, "作出决定", **REFUSAL)
    desk.reload()
    now = desk.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 16)")
    told = {"explanation": WHERE, "how": "书面答复", "evidence": "挂号信回执"}
    press(desk, "登记说明", **told, delivered_at=now)
    press(desk, "办结")
    press(desk, "报送备案")
    look(desk, "a request that was sent above")


def test_a_request_goes_from_a_phone_to_the_desk_and_back(house, open_context):
    reader = Reader()
    phone = open_context(**PHONE, **PLAIN).new_page()
    number, code = apply(phone, house)
    assert "已收到" in ask_after(phone, house, number, code)
    desk = enter(open_context().new_page(), house, "xumingchuan", "/feedback/requests/desk")
    body = enter(open_context().new_page(), house, "hanqingyuan", "/feedback/requests/desk")
    answer(desk, body, number, reader.look)
    above = enter(open_context().new_page(), house, "guyuqing", "/feedback/filings")
    reader.look(above, "filings")
    above.get_by_role("link", name=number).click()
    press(above, "收下备案")
    assert "已备案" in above.locator("main").inner_text()
    assert WHERE in ask_after(phone, house, number, code)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    lens = open_context(**PHONE).new_page()
    for way in ("", "/query", "/statistics"):
        lens.goto(f"{house}/feedback/requests{way}")
        reader.look(lens, way or "the form")
    assert "不公开1件" in lens.locator("#figures").inner_text()
    reader.look(enter(lens, house, "xumingchuan", "/feedback/requests/enter"), "by hand")
    assert "已办结" in ask_after(lens, house, number, code)
    reader.look(lens, "my request")
    assert reader.amiss == {}
