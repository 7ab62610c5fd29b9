"""What is said in the story of the county's major decision: buses for town and country (SC-16)."""

NOTICE = (
    "新增线路9条、撤并3条，票价统一2元，65岁以上老人免费，年财政补贴约1180万元。"
    "公示时间：2025年7月1日至7月10日；听证会：7月8日。"
)
RESULT = (
    "经县委常委会会议表决，通过城乡公交一体化方案：新增线路9条、撤并3条，票价统一2元，"
    "年财政补贴不超过1180万元。共收到意见212件，采纳61件。"
)
REVISED = "合并两条客流偏低的线路，其余线路继续执行。"
OPTIONS = [
    {"name": "新增9条撤并3条", "pros": "村村通车", "cons": "补贴较高", "forecast": "客流增三成"},
    {"name": "只加密班次", "pros": "省钱", "cons": "六个村不通车", "forecast": "客流增一成"},
]
POWER = {
    "title": "城乡公共交通发展重大事项决策权",
    "matter": "城乡公共交通发展",
    "kind": "decide",
    "group": "县委常委会",
    "owner": "县委常委会",
    "bases": [{"document": "中国共产党章程", "article": "第二十八条"}],
    "responsible": "县委书记",
    "office": "县委办公室",
    "contact": "县委办公室 0573-84021001",
}
STEP = {"condition": "前一环节办结", "goal": "形成结果", "limit": "按规定", "requirement": "留痕"}
STEPS = [
    {**STEP, "name": "调查研究", "subject": "县政府工作部门"},
    {**STEP, "name": "征求意见", "subject": "县政府工作部门", "point": "重大决策公示"},
    {**STEP, "name": "风险评估", "subject": "有关部门和专家"},
    {**STEP, "name": "集体决策", "subject": "县委常委会", "point": "决策结果", "days": 10},
    {**STEP, "name": "组织实施", "subject": "县政府常务会议", "lane": "execute"},
    {**STEP, "name": "跟踪督查", "subject": "督查部门", "lane": "supervise"},
]
RISK = {
    "step": 4,
    "dimension": "操作风险",
    "level": "high",
    "reason": "补贴测算可能有偏差",
    "controls": ["程序防控：四项评估后才上会", "制度防控：补贴上限"],
}
HEARING = {
    "held_on": "2025-07-08",
    "place": "县行政中心二楼",
    "seats": 24,
    "selection": "公开报名，抽签产生",
}
SEED = "双色球2025077期 03 11 17 20 26 30"
FORUM = [
    {"group": "masses", "text": "早班车要提前", "adopted": True},
    {"group": "masses", "text": "票价降到一元", "adopted": False, "reason": "补贴承受不了"},
]
CONSULTED = {
    "notice": True,
    "forms": ["hearing", "forum"],
    "groups": ["masses", "parties", "departments"],
    "summary": "召开听证会一次、座谈会两次，多数赞成。",
    "answers": [{"argument": "早班车提前", "answer": "首班提前到六点", "adopted": True}],
    "received": 212,
    "accepted": 61,
}
ASSESSED = [
    {"aspect": "lawful", "method": "department", "assessor": "县司法局", "basis": "程序合法"},
    {"aspect": "reasonable", "method": "public", "assessor": "群众代表", "basis": "多数赞成"},
    {"aspect": "feasible", "method": "expert", "assessor": "专家组", "basis": "线网可行"},
]
ASSESSED = [{**each, "rating": "passes"} for each in ASSESSED]
CONTROLLABLE = {
    "aspect": "controllable",
    "method": "agency",
    "assessor": "评估公司",
    "basis": "补贴每年不超过1180万元",
    "rating": "conditional",
}
MEETING = {
    "number": "常委会〔2025〕12号",
    "held_on": "2025-07-22",
    "body": "常委会",
    "due": 11,
    "present": 9,
    "speeches": [
        {"speaker": "副县长", "opinion": "赞成方案一"},
        {"speaker": "县委书记", "opinion": "同意", "leader": True},
    ],
}
VOTES = {"favour": 7, "against": 1, "abstained": 1, "minority": ["先加密班次更稳妥"]}
TOPICS = ["职权分工", "联系方式", "年度工作目标", "重点项目建设", "干部调整任用"]
