"""Chinese names of the facts about decisions: dossiers, hearings, experts, oversight."""

from typing import Final

DECISIONS: Final = {
    "workflow.dossier.opened.v1": "决策案卷已建立",
    "workflow.dossier.researched.v1": "调查研究报告已提交",
    "workflow.dossier.consulted.v1": "决策意见已征求",
    "workflow.hearing.announced.v1": "听证会已公告",
    "workflow.hearing.allotted.v1": "听证参加人已抽签",
    "workflow.hearing.recorded.v1": "听证记录已登记",
    "workflow.hearing.reported.v1": "听证报告已提交",
    "workflow.expert.appointed.v1": "专家已聘请",
    "workflow.dossier.advised.v1": "专家意见已签署",
    "workflow.dossier.assessed.v1": "决策风险已评估",
    "workflow.dossier.bypassed.v1": "决策步骤已越过",
    "workflow.dossier.scheduled.v1": "决策事项已列入会议议题",
    "workflow.dossier.voted.v1": "集体决策已表决",
    "workflow.dossier.reported.v1": "决策已上报",
    "workflow.dossier.acknowledged.v1": "决策报告已回执",
    "workflow.dossier.executed.v1": "决策执行情况已登记",
    "workflow.dossier.evaluated.v1": "执行效果已评估",
    "workflow.dossier.resolved.v1": "评估后的决定已作出",
    "workflow.loss.reported.v1": "决策损失已报告",
    "workflow.dossier.faulted.v1": "决策失误已立案",
    "workflow.dossier.corrected.v1": "决策失误已纠正",
    "workflow.expert.enlisted.v1": "专家已列入名录",
    "workflow.interests.declared.v1": "利害关系已申报",
    "workflow.oversight.recorded.v1": "监督书记记录已登记",
    "workflow.oversight.approved.v1": "监督书记记录已批准",
    "feedback.guests.invited.v1": "列席旁听已邀请",
    "feedback.remark.recorded.v1": "旁听意见已登记",
}
