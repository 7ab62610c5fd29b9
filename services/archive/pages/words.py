"""Chinese for what stands in facts of any service, as far as the archive knows it.

The archive opens no fact to act on it; these words only help people read. What
is not listed is shown as it stands.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.archive.handlers import Names
from shared.record import Cause

SERVICES: Final = {
    "catalog": "目录",
    "workflow": "审批",
    "publishing": "发布",
    "feedback": "反馈",
    "archive": "存档",
}
TAGS: Final = {
    "catalog.unit.registered.v1": "单位已登记",
    "catalog.unit.renamed.v1": "单位已更名",
    "catalog.unit.moved.v1": "隶属关系已调整",
    "catalog.person.registered.v1": "人员已登记",
    "catalog.password.changed.v1": "密码已更改",
    "catalog.post.assigned.v1": "职务已任命",
    "catalog.post.vacated.v1": "职务已免去",
    "catalog.scheme.adopted.v1": "实施方案已采用",
    "catalog.catalog.drafted.v1": "目录已编制",
    "catalog.entries.drafted.v1": "目录条目已拟",
    "catalog.doubt.settled.v1": "疑点已裁定",
    "catalog.catalog.screened.v1": "目录已保密初审",
    "catalog.catalog.approved.v1": "目录已审批",
    "catalog.item.listed.v1": "事项已列入目录",
    "catalog.item.retired.v1": "事项已移出目录",
    "catalog.unit.merged.v1": "单位已合并",
    "catalog.unit.dissolved.v1": "单位已撤销",
    "catalog.post.entrusted.v1": "职务已定期任命",
    "catalog.post.handed.v1": "职务已移交",
    "catalog.floor.set.v1": "下限已设定",
    "catalog.calendar.adopted.v1": "放假安排已采用",
    "catalog.amendment.proposed.v1": "目录调整已提出",
    "catalog.amendment.screened.v1": "目录调整已保密审查",
    "catalog.amendment.approved.v1": "目录调整已批准",
    "catalog.amendment.filed.v1": "目录调整已报备",
    "catalog.amendment.acknowledged.v1": "目录调整备案已签收",
    "catalog.amendment.announced.v1": "目录调整已公告",
    "catalog.withheld.registered.v1": "不公开事项已登记",
    "catalog.withheld.filed.v1": "不公开事项已报备",
    "catalog.withheld.acknowledged.v1": "不公开事项备案已签收",
    "catalog.withheld.reviewed.v1": "不公开事项已复核",
    "catalog.factor.enrolled.v1": "第二重验证已登记",
    "catalog.factor.used.v1": "第二重验证已使用",
    "catalog.factor.revoked.v1": "第二重验证已重置",
    "catalog.template.copied.v1": "已从模板开始编制目录",
    "catalog.template.answered.v1": "模板新版已答复",
    "catalog.entry.revised.v1": "目录条目已改动",
    "catalog.entry.omitted.v1": "目录条目已删去",
    "catalog.entry.amended.v1": "草稿条目已修改",
    "catalog.entry.imposed.v1": "上级要求公开的事项已列入目录",
    "catalog.template.issued.v1": "目录模板已下发",
    "catalog.template.drafted.v1": "目录模板条目已拟",
    "catalog.mandate.issued.v1": "公开要求已下达",
    "catalog.authority.reserved.v1": "审批权限已上收",
    "catalog.authority.released.v1": "审批权限已下放",
    "catalog.topic.adopted.v1": "点题已采纳",
    "catalog.topic.refused.v1": "点题未采纳",
    "workflow.proposal.submitted.v1": "方案已提出",
    "workflow.proposal.attached.v1": "方案附件已附上",
    "workflow.proposal.resubmitted.v1": "方案已重新提出",
    "workflow.proposal.reviewed.v1": "方案已审核",
    "workflow.proposal.returned.v1": "方案已退回",
    "workflow.proposal.approved.v1": "方案已批准",
    "workflow.proposal.rejected.v1": "方案未获批准",
    "workflow.correction.demanded.v1": "已要求更正",
    "workflow.proposal.routed.v1": "方案已定审批路径",
    "workflow.proposal.escalated.v1": "方案已报批",
    "workflow.proposal.consented.v1": "方案已经有权机关同意",
    "workflow.proposal.countersigned.v1": "方案已会签",
    "workflow.proposal.exempted.v1": "方案已按目录批准办理",
    "workflow.review.routed.v1": "审核已改由替补职务办理",
    "workflow.review.kept.v1": "审核结论已沿用",
    "workflow.proposal.screened.v1": "方案已筛查",
    "workflow.findings.settled.v1": "筛查发现已处理",
    "workflow.words.kept.v1": "筛查词表已设定",
    "workflow.consultation.registered.v1": "预公开事项已登记",
    "workflow.consultation.opened.v1": "预公开已开始",
    "workflow.consultation.answered.v1": "表态已计入",
    "workflow.consultation.rescheduled.v1": "预公开期已重新计算",
    "workflow.consultation.interrupted.v1": "预公开已中断",
    "workflow.consultation.closed.v1": "预公开意见已汇总",
    "workflow.consultation.postponed.v1": "决定已暂缓",
    "workflow.consultation.studied.v1": "研究报告已提交",
    "workflow.consultation.decided.v1": "预公开事项已决定",
    "workflow.consultation.reported.v1": "预公开处理结果已公开",
    "workflow.consultation.held.v1": "听取意见的会议或者走访已登记",
    "feedback.stance.declared.v1": "态度已表明",
    "workflow.attachment.redacted.v1": "附件已生成脱密件",
    "workflow.obligation.raised.v1": "公开义务已产生",
    "workflow.obligation.prompted.v1": "已提示提出公开方案",
    "workflow.obligation.reminded.v1": "公开义务已提醒",
    "workflow.obligation.missed.v1": "公开义务已逾期",
    "workflow.obligation.demanded.v1": "已责成提出公开方案",
    "workflow.obligation.fulfilled.v1": "公开义务已履行",
    "workflow.obligation.excused.v1": "公开义务已免除",
    "workflow.obligation.rescheduled.v1": "公开义务期限已重新计算",
    "workflow.reminder.read.v1": "提醒已读",
    "workflow.reminder.mailed.v1": "提醒邮件已发出",
    "workflow.reminder.bounced.v1": "提醒邮件被拒收",
    "workflow.mailbox.named.v1": "提醒邮箱已登记",
    "feedback.opinion.transferred.v1": "意见已转办",
    "publishing.disclosure.registered.v1": "公开事项已登记",
    "publishing.inner.opened.v1": "党内公开已开始",
    "publishing.public.opened.v1": "社会公开已开始",
    "publishing.attachments.listed.v1": "公开事项附件已列明",
    "publishing.disclosure.revised.v1": "公开事项已更正",
    "publishing.disclosure.withdrawn.v1": "公开事项已撤回",
    "publishing.disclosure.cancelled.v1": "公开事项已取消",
    "publishing.release.scheduled.v1": "公开时间已定",
    "publishing.release.cancelled.v1": "定时公开已取消",
    "publishing.release.executed.v1": "定时公开已执行",
    "publishing.release.missed.v1": "定时公开未执行",
    "workflow.proposal.revoked.v1": "批准已撤销",
    "workflow.obligation.confirmed.v1": "长期公开内容已复核无变化",
    "workflow.work.registered.v1": "阶段性工作已登记",
    "workflow.stage.finished.v1": "阶段已完成",
    "workflow.work.replanned.v1": "阶段计划已调整",
    "workflow.work.closed.v1": "阶段性工作已结项",
    "workflow.posting.registered.v1": "公示事项已登记",
    "workflow.posting.opened.v1": "公示已开始",
    "workflow.posting.objected.v1": "公示异议已归入",
    "workflow.posting.rescheduled.v1": "公示期已重新计算",
    "workflow.posting.interrupted.v1": "公示已中断",
    "workflow.posting.closed.v1": "公示已结束",
    "feedback.opinion.received.v1": "意见已收到",
    "feedback.opinion.numbered.v1": "意见编号已登记",
    "feedback.opinion.assigned.v1": "意见已交办",
    "feedback.opinion.concluded.v1": "意见已办结",
    "feedback.opinion.replied.v1": "意见已答复",
    "feedback.opinion.linked.v1": "意见与更正已关联",
    "feedback.opinion.closed.v1": "意见已归结",
    "feedback.identity.opened.v1": "意见人身份已查看",
    "feedback.outcome.published.v1": "办理结果已公开",
    "feedback.outcome.circulated.v1": "办理结果已在党内公开",
    "feedback.topic.raised.v1": "群众点题已收到",
    "archive.checkpoint.signed.v1": "检查点已签署",
    "archive.alarm.raised.v1": "警报已发出",
    "archive.witness.objected.v1": "见证人已提出异议",
    "house.command.refused.v1": "请求已拒绝",
}
POSTS: Final = {
    "clerk": "承办人",
    "secrecy_reviewer": "保密审查员",
    "reviewer": "审核人",
    "approver": "审批人",
    "office": "领导小组办公室",
    "publisher": "发布人",
    "handler": "意见承办人",
    "member": "党员",
    "supervisor": "监督员",
    "auditor": "审计员",
    "admin": "管理员",
    "system": "系统",
    "citizen": "群众",
}
VALUES: Final = {
    "secrecy": "保密审查",
    "necessity": "必要性审核",
    "accuracy": "准确性审核",
    "pass": "通过",
    "fail": "不通过",
    "disclose": "公开",
    "revise": "更正",
    "withdraw": "撤回",
    "upheld": "属实",
    "partly": "部分属实",
    "unfounded": "不属实",
    "none": "不需更正",
}
FIELDS: Final = {
    "title": "标题",
    "kind": "种类",
    "check": "审核内容",
    "verdict": "结论",
    "note": "意见",
    "reason": "理由",
    "explanation": "说明",
    "version": "版本",
    "waiver": "不先在党内公开的理由",
    "finding": "核实结论",
    "conclusion": "办理情况",
    "remedy": "处理",
    "reply": "答复",
    "summary": "办理结果",
    "size": "日志条数",
    "name": "名称",
    "post": "职务",
}


def words() -> dict[str, Any]:
    """Return what templates call things by."""
    return {"SERVICES": SERVICES, "TAGS": TAGS, "POSTS": POSTS, "told": told, "by": by}


def by(names: Names, cause: Cause | None) -> str:
    """Return who did something, and in which post."""
    if cause is None:
        return ""
    name, post = names.person(cause.actor), POSTS.get(cause.post, "")
    return f"{name}（{post}）" if post and post != name else name


def told(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a fact says in a few lines: Chinese name and value."""
    flat = {**_plan(event), **event}
    for name, label in FIELDS.items():
        value = flat.get(name)
        if isinstance(value, str | int) and value not in {"", None}:
            yield label, VALUES.get(str(value), POSTS.get(str(value), str(value)))


def _plan(event: Mapping[str, Any]) -> Mapping[str, Any]:
    plan = event.get("plan")
    return plan if isinstance(plan, dict) else {}
