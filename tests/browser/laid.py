"""What the demo county has none of, laid there before pages are looked at: who, where, what."""

from tests.browser import decisions

ITEM = "97eb266b-3415-5e31-8c5e-9a35226ebe7f"  # 编办的一项制度类事项
POSTING = "1b8cfec1-decc-4556-b7e4-8386bfb00634"
POWER = "5a10e375-f783-5ac8-b007-3e59912a521b"  # 编办的一项职权，见 LAID
JOINT = "2b7d9e10-4c3f-4e6a-8d5b-91f0a2b3c4d5"
CONSULTATION = "6a2f0c3e-5d1b-4f7a-9c84-0e6b2d9a7f15"
CONSULTED = "2397eacf-e1a3-5227-a752-ef1579acc83a"  # 县委的一项事项
RUN = "8d1f0f0e-6c0e-4b7a-9a53-0c5a4b1f7e21"

LAID = (
    (
        "establishment.clerk",
        "/catalog/api/units/{establishment}/powers",
        {
            "title": "机构编制事项审核权",
            "matter": "机构编制",
            "kind": "decide",
            "group": "领导班子",
            "owner": "县委编办",
            "bases": [{"document": "中国共产党机构编制工作条例", "article": "第八条"}],
        },
    ),
    (
        "establishment.clerk",
        f"/catalog/api/powers/{POWER}/chart",
        {
            "steps": [
                {
                    "name": "审核",
                    "subject": "编委会",
                    "condition": "材料齐全",
                    "goal": "提出意见",
                    "limit": "10个工作日",
                    "requirement": "集体研究",
                    "point": "审核结果",
                    "days": 10,
                }
            ]
        },
    ),
    (
        "establishment.clerk",
        f"/catalog/api/powers/{POWER}/risks",
        {
            "step": 1,
            "dimension": "操作风险",
            "level": "high",
            "reason": "审核标准不一",
            "controls": ["程序防控：集体研究"],
        },
    ),
    ("establishment.approver", f"/catalog/api/powers/{POWER}/confirmation", {}),
    (
        "establishment.approver",
        f"/catalog/api/powers/{POWER}/risks/confirmation",
        {"step": 1, "dimension": "操作风险"},
    ),
    ("establishment.approver", "/catalog/api/units/{establishment}/powers/publication", {}),
    (
        "establishment.clerk",
        "/catalog/api/units/{establishment}/clearing",
        {"title": "分级清理", "holders": [{"name": "县委编办"}]},
    ),
    (
        "establishment.clerk",
        "/catalog/api/units/{establishment}/flaws",
        {"flaw": "权责不清", "powers": [POWER], "handler": "综合科科长", "due": "{soon}"},
    ),
    (
        "establishment.clerk",
        "/catalog/api/units/{establishment}/regimes",
        {
            "title": "党内情况通报制度",
            "issuer": "县委编办",
            "effective": "2026-01-10",
            "chapters": [{"title": "总则", "text": "每季度向全体党员通报一次工作。"}],
        },
    ),
    (
        "committee.office",
        "/catalog/api/units/{committee}/mandates",
        {
            "level1": "党的作风建设情况",
            "level2": "作风建设",
            "level3": "窗口服务整治结果",
            "forms": ["公开栏"],
            "scope": "society",
            "due": "{soon}",
            "reason": "县委专题会议要求。",
            "units": ["{establishment}"],
        },
    ),
    (
        "establishment.clerk",
        f"/workflow/api/postings/{POSTING}",
        {
            "item_id": ITEM,
            "kind": "other",
            "matter": "评选党员示范岗",
            "happened_on": "2026-01-12",
        },
    ),
    (
        "establishment.clerk",
        f"/workflow/api/runs/{RUN}",
        {"power_id": POWER, "title": "某局内设机构调整"},
    ),
    (
        "committee.office",
        f"/api/joint-inspections/{JOINT}",
        {
            "unit": "{committee}",
            "title": "下半年联合检查",
            "first": "2026-01-01",
            "last": "{today}",
            "units": ["{committee}"],
        },
    ),
    (
        "establishment.office",
        "/catalog/api/units/{establishment}/practices",
        {
            "name": "窗口公开一张表",
            "story": "每个窗口贴一张表，写明谁办、几天办完。",
            "links": ["https://example.org/table"],
        },
    ),
    (
        "establishment.office",
        "/feedback/api/digests/issue",
        {"unit": "{establishment}", "first": "2026-01-01", "last": "{today}"},
    ),
    (
        "establishment.member",
        "/feedback/api/requests",
        {
            "unit": "{establishment}",
            "standing": "群众",
            "subject": "窗口调整的依据",
            "purpose": "了解办事地点",
            "form": "电子邮件",
            "name": "岳青禾",
            "number": "330421199003070030",
            "contact": "13909520001",
        },
    ),
    (
        "committee.clerk",
        f"/workflow/api/consultations/{CONSULTATION}",
        {
            "item_id": CONSULTED,
            "matter": "窗口布局调整",
            "reason": "群众办事要走更远",
            "questions": ["是否赞成"],
        },
    ),
    *decisions.laid(ITEM),
)
