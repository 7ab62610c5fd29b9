"""栏目的名称 — what people call what they fill in, so that an error names the field it is about."""

from typing import Final

LABELS: Final = {
    "twin": "电子件",
    "facts": "事实",
    "fonds": "全宗",
    "mark": "评分",
    "matter": "事项",
    "month": "月份",
    "name": "名称",
    "number": "编号",
    "original": "原件",
    "pattern": "档号格式",
    "pieces": "材料",
    "points": "得分",
    "question": "问题",
    "reason": "理由",
    "remark": "说明",
    "sql": "查询语句",
    "system": "系统名称",
    "unit": "单位",
    "volume": "案卷",
}
