"""A decision for those who look at pages: its dossier, with everything that one can hold."""

DOSSIER = "3c9d2a51-7b0e-4f6a-8e21-5d4b9f0c6a17"
HERE = f"/workflow/api/dossiers/{DOSSIER}"
CLERK, HEAD = "establishment.clerk", "establishment.approver"
MINUTES = {
    "number": "编委会〔2026〕3号",
    "held_on": "2026-01-05",
    "body": "党组会议",
    "due": 7,
    "present": 7,
    "speeches": [
        {"speaker": "副主任", "opinion": "赞成"},
        {"speaker": "主任", "opinion": "同意", "leader": True},
    ],
}
VOTES = {"favour": 5, "against": 1, "abstained": 1, "minority": ["先试点更稳妥"]}
CAME = [{"group": "masses", "invited": 20, "attended": 18}]
SPOKE = [{"group": "masses", "text": "窗口要够", "adopted": False, "reason": "编制有限"}]
OPTION = {"name": "合并设置", "pros": "力量集中", "cons": "路程变远", "forecast": "一年见效"}


def laid(item):
    """Return who files what at which door: a dossier before its vote, decided, put right."""
    opened = {"item_id": item, "matter": "办事窗口合并", "body": "党组会议", "major": True}
    return (
        (CLERK, HERE, opened),
        (CLERK, f"{HERE}/research", {"report": "走访八个窗口。", "options": [OPTION]}),
        (
            CLERK,
            f"{HERE}/consult",
            {"forms": ["forum"], "groups": ["masses"], "summary": "多数赞成。"},
        ),
        (
            CLERK,
            f"{HERE}/announce",
            {"held_on": "{today}", "place": "三楼会议室", "seats": 20, "selection": "报名抽签"},
        ),
        (
            CLERK,
            f"{HERE}/draw",
            {"number": 1, "applicants": ["B-01", "B-02"], "seed": "2026001"},
        ),
        (CLERK, f"{HERE}/record", {"number": 1, "attendance": CAME, "statements": SPOKE}),
        (CLERK, f"{HERE}/summarise", {"number": 1, "report": "未采纳一条。"}),
        (
            CLERK,
            f"{HERE}/assess",
            {
                "aspect": "lawful",
                "method": "department",
                "rating": "passes",
                "assessor": "司法局",
                "basis": "符合规定",
            },
        ),
        (CLERK, f"{HERE}/bypass", {"step": "assessment", "reason": "年前必须到位"}),
        (HEAD, f"{HERE}/vote", {"meeting": MINUTES, "votes": VOTES, "decision": "合并设置。"}),
        (CLERK, f"{HERE}/execute", {"on": "2026-01-06", "progress": "已经合并。"}),
        (HEAD, f"{HERE}/loss", {"loss": "群众多走三公里。"}),
        (HEAD, f"{HERE}/fault", {"fault": "没有算路程", "measure": "恢复两个窗口"}),
        (HEAD, f"{HERE}/correct", {"decision": "恢复两个窗口。", "minutes": "5号"}),
        (
            HEAD,
            f"{HERE}/evaluate",
            {"effect": "路程变远。", "opinions": "要求恢复。", "outcome": "stop"},
        ),
        (
            CLERK,
            "/workflow/api/experts",
            {"unit": "{establishment}", "person": "{clerk}", "field": "机构编制"},
        ),
        (
            CLERK,
            "/workflow/api/oversights",
            {
                "unit": "{establishment}",
                "period": "2025-2",
                "powers": ["人员调配"],
                "findings": "程序齐全。",
            },
        ),
    )


WALK = [
    (CLERK, f"/workflow/dossiers/{DOSSIER}"),
    (CLERK, f"/workflow/dossiers/{DOSSIER}?tab=execution"),
    (HEAD, f"/workflow/dossiers/{DOSSIER}?tab=supervision"),
    (HEAD, "/workflow/experts"),
    (HEAD, "/workflow/oversights > /workflow/oversights/{oversight_id:uuid}"),
]
