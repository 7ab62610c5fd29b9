"""The first story, carried by hand: from a catalog item to a verified, corrected page.

Two readers carry it: the test, which examines every page it is shown, and the
maker of the pictures of docs/walkthrough.md, which keeps some of them.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.people import Person

ITEM = "党员发展情况"
COLUMN, CLASS = "党组织建设情况", "党员管理"
UNIT = "青岚县委编办"
TITLE = "2026年第三季度发展党员情况"
DRAFT = "第三季度，编办党支部收到入党申请书4份，确定积极分子3名，接收预备党员1名。"
FIRST = "第三季度，编办党支部收到入党申请书4份，确定入党积极分子3名，接收预备党员1名。"
SECOND = "第三季度，编办党支部收到入党申请书4份，确定入党积极分子2名，接收预备党员1名。"
REFUSED = "审核不通过的，请写明理由。"
RETURNED = "“积极分子”应写全称“入党积极分子”，请改正后重报。"
OPINION = "支部公开栏上写的入党积极分子是2名，这里写的是3名，请核实。"
NAME, CONTACT = "钟晓白", "13800000001"
FOUND = "经核对支部会议记录，入党积极分子为2名，原文有误。"
REPLY = "您反映的情况属实，公开内容正在更正，感谢您的监督。"
SUMMARY = "群众反映入党积极分子人数有误，经核实属实，已要求更正。"
CORRECTION = "入党积极分子人数由“3名”更正为“2名”。"
WITHDRAWAL = "本季度情况已并入年度通报统一公开，经批准撤回。"
BEIJING = ZoneInfo("Asia/Shanghai")
CHECKS = {"chuyungui": ("保密审查",), "songzhizhong": ("必要性审核", "准确性审核")}


class Story:
    """一件事的全过程 — each step is what one person does before handing on."""

    def __init__(self, open_context, address, look, title=TITLE):
        self._open_context, self._address, self._look = open_context, address, look
        self.title = title
        self._people = {}
        self.number = self.code = self.url = ""

    def carry(self):
        self.a_clerk_proposes()
        self.a_reviewer_returns_it_with_a_reason()
        self.the_clerk_reads_the_reason_and_proposes_again()
        self.all_checks_pass()
        self.an_approver_approves()
        self.it_is_open_inside_the_party_first()
        self.it_is_open_to_society()
        self.a_citizen_verifies_it()
        self.a_citizen_sends_a_signed_opinion()
        self.the_office_assigns_it()
        self.a_handler_finds_it_right_and_answers()
        self.the_clerk_corrects_it_and_nothing_changes_before_approval()
        self.the_portal_shows_both_versions()
        self.a_withdrawal_explains_itself()
        self.the_auditor_sees_it_all()
        self.the_admin_sees_the_units()

    def person(self, login=""):
        """Return somebody at their browser; who was there before comes back to it."""
        if login not in self._people:
            someone = Person(self._open_context(), self._address, self._look)
            self._people[login] = someone.log_in(login) if login else someone
        return self._people[login]

    # ── proposing, reviewing, approving ──────────────────────────────────────────────────────

    def a_clerk_proposes(self, content=DRAFT):
        clerk = self.person("chenjianshan").workbench().look("workbench")
        clerk.link("提出公开方案").look("items").link(ITEM)
        clerk.fill("标题", self.title).fill("公开内容", content)
        clerk.tick("长期公开").look("propose").button("提出")
        clerk.sees("审核中").look("proposal")

    def a_reviewer_returns_it_with_a_reason(self):
        self._pass("chuyungui")
        reviewer = self.person("songzhizhong").workbench().look("reviews").link(self.title)
        form = self._form_of(reviewer, "准确性审核")
        reviewer.button("不通过", within=form)
        reviewer.sees(REFUSED).look("refused")  # which auditors will see
        form = self._form_of(reviewer, "准确性审核")
        reviewer.fill("审核意见", RETURNED, within=form).button("退回", within=form)
        reviewer.sees("已退回").look("returned")

    def the_clerk_reads_the_reason_and_proposes_again(self):
        clerk = self.person("chenjianshan").workbench().until(RETURNED)
        clerk.link(self.title).sees(RETURNED).link("修改后重新提出")
        clerk.sees(RETURNED).fill("公开内容", FIRST).look("resubmit").button("重新提出")
        clerk.sees("审核中")

    def all_checks_pass(self):
        for login in CHECKS:
            self._pass(login)

    def an_approver_approves(self):
        approver = self.person("liangyiheng").workbench().until(self.title)
        approver.look("approvals").link(self.title)
        approver.look("approval").button("批准").sees("已批准")

    # ── opening ──────────────────────────────────────────────────────────────────────────────

    def it_is_open_inside_the_party_first(self):
        publisher = self.person("tanqinghe").workbench().link("发布台").until(self.title)
        publisher.look("desk")
        publisher.link(self.title).look("registered").button("开始党内公开").sees("党内公开")
        self.url = publisher.page.url
        member = self.person("yueqinghe").home().until(self.title)
        member.look("home-member").link(self.title).sees(FIRST).look("inner")
        citizen = self.person().home().does_not_see(self.title)
        citizen.search("发展党员").does_not_see(self.title)
        assert citizen.page.goto(self.url).status == 404
        citizen.sees("没有找到这个公开事项").does_not_see(self.title).look("unknown")

    def it_is_open_to_society(self):
        publisher = self.person("tanqinghe")
        publisher.button("开始向社会公开").sees("社会公开时间")
        citizen = self.person().link("回到首页").until(self.title).look("home")
        citizen.open_class(COLUMN, CLASS).look("column").link(self.title)
        citizen.sees(FIRST, ITEM, UNIT, "第 1 版", "社会公开时间").until("已收录于公开日志")
        citizen.look("item")
        assert citizen.page.url == self.url
        citizen.search("入党积极分子").sees(self.title).look("search").link(self.title)

    def a_citizen_verifies_it(self):
        citizen = self.person()
        citizen.link("自行核验")
        expect(citizen.page.get_by_role("status")).to_contain_text("已收录", timeout=15_000)
        citizen.sees(self.title, FIRST).look("verified")

    # ── an opinion ───────────────────────────────────────────────────────────────────────────

    def a_citizen_sends_a_signed_opinion(self):
        citizen = self.person().home().link(self.title).link("我要署名")
        citizen.fill("意见内容", OPINION).tick("署名（办理结果反馈给您本人）")
        citizen.fill("姓名", NAME).fill("联系方式", CONTACT).look("opinion").button("提交意见")
        citizen.sees("意见已收到").look("ticket")
        self.number, self.code = citizen.main.locator("dd strong").all_inner_texts()
        citizen.link("查询办理进展").fill("意见编号", self.number).fill("查询码", self.code)
        citizen.look("query").button("查询").sees("已收到").look("progress")

    def the_office_assigns_it(self):
        office = self.person("duruotang").workbench().link("意见台账").until(self.number)
        office.look("ledger").link(self.number).sees(OPINION).does_not_see(NAME, CONTACT)
        office.choose("承办人", "姚惟一").look("assign").button("交办").sees("核实中")

    def a_handler_finds_it_right_and_answers(self):
        handler = self.person("yaoweiyi").workbench().link("意见台账").until(self.number)
        handler.link(self.number).button("查看身份").sees(NAME, CONTACT).look("identity")
        handler.choose("核实结论", "属实").fill("结论说明", FOUND)
        handler.choose("处理方式", "更正公开内容").button("办结").sees("已办结")
        now = datetime.now(BEIJING).strftime("%Y-%m-%dT%H:%M")
        handler.fill("答复内容", REPLY).choose("答复方式", "电话答复").fill("送达时间", now)
        handler.fill("送达凭证", "本人接听，通话3分钟").look("reply").button("登记答复")
        handler.sees("已答复").fill("公开的办理结果", SUMMARY).button("送核准").look("dossier")
        head = self.person("liangyiheng")
        head.link("提意见", within=head.nav).until("办理结果等待核准").link("有1件办理结果等待核准")
        head.sees(SUMMARY).look("outcome").button("核准公开").sees(SUMMARY)
        handler.page.reload()
        handler.button("归结").sees("已归结")
        citizen = self.person().link("提意见", within=self.person().nav).until(SUMMARY)
        citizen.does_not_see(NAME).look("outcomes").link("查询办理进展")
        citizen.fill("意见编号", self.number).fill("查询码", self.code).button("查询")
        citizen.sees(REPLY).look("answered")

    # ── correcting, withdrawing ──────────────────────────────────────────────────────────────

    def the_clerk_corrects_it_and_nothing_changes_before_approval(self):
        clerk = self.person("chenjianshan").workbench().until("更正任务")
        clerk.look("task").link(self.title, within=clerk.part("待我办理"))
        clerk.fill("公开内容", SECOND).fill("更正说明", CORRECTION)
        clerk.look("revise").button("提出").sees("审核中")
        self.all_checks_pass()
        self.person().home().link(self.title).sees(FIRST, "第 1 版").does_not_see(SECOND)

    def the_portal_shows_both_versions(self):
        self._approve("现行内容与拟改内容对照")
        citizen = self.person().home().link(self.title).until(CORRECTION)
        citizen.sees(SECOND, "第 2 版").until("已收录于公开日志").look("corrected")
        assert citizen.page.url == self.url
        history = citizen.part("更正记录")
        expect(history.locator("del").first).to_have_text("3")
        expect(history.locator("ins").first).to_have_text("2")
        citizen.link("查看这一版", within=history.get_by_role("listitem").last)
        citizen.sees("这是旧版本", FIRST).look("version")

    def a_withdrawal_explains_itself(self):
        clerk = self.person("chenjianshan").workbench().link("更正或者撤回已公开的内容")
        clerk.look("in-force")
        row = clerk.main.get_by_role("listitem").filter(has_text=self.title)
        clerk.link("撤回", within=row)
        clerk.fill("撤回说明", WITHDRAWAL).look("withdraw").button("提出撤回").sees("审核中")
        self.all_checks_pass()
        self._approve("拟撤回的内容")
        citizen = self.person()
        assert citizen.page.goto(self.url).status == 200
        citizen.until(WITHDRAWAL).does_not_see(SECOND, "匿名提意见").look("withdrawn")
        citizen.home().does_not_see(self.title)

    def _approve(self, before):
        approver = self.person("liangyiheng").workbench().until(self.title).link(self.title)
        approver.sees(before).look("change").button("批准").sees("已批准")

    # ── looking back ─────────────────────────────────────────────────────────────────────────

    def the_auditor_sees_it_all(self):
        auditor = self.person("auditor").workbench().look("workbench-auditor")
        auditor.link("查阅存档").look("archive").link("查阅事实").look("facts")
        auditor.choose("种类", "公开事项已撤回").button("筛选").look("facts-filtered")
        auditor.link("公开事项已撤回").look("fact").link("这件事的全过程")
        auditor.sees("方案已提出", "意见已办结", "公开事项已更正", "公开事项已撤回")
        auditor.sees(RETURNED, WITHDRAWAL).does_not_see("主题党日").look("timeline")
        auditor.link("存档与核验").link("查阅驳回")
        auditor.until(REFUSED).sees("宋执中").look("refusals")

    def the_admin_sees_the_units(self):
        admin = self.person("admin").workbench().link("单位与公开目录")
        admin.look("units").fill("按单位名称查找", "编办").button("查找")
        admin.link(UNIT, within=admin.main, exact=False)
        admin.sees("任职", "陈见山", ITEM).look("unit")

    # ── what reviewers do again and again ────────────────────────────────────────────────────

    def _pass(self, login):
        reviewer = self.person(login).workbench().until(self.title).link(self.title)
        for check in CHECKS[login]:
            form = self._form_of(reviewer, check)
            reviewer.look("review").button("通过", within=form)
            row = reviewer.part("审核").get_by_role("row").filter(has_text=check)
            expect(row).to_contain_text(re.compile("通过"))

    def _form_of(self, person, check):
        return person.main.get_by_role("form", name=check)
