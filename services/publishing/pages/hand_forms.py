"""亲手公开的表 — what the forms of meetings, documents, questions and visits bring."""

from typing import Any, Final
from uuid import UUID

from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from msgspec import Struct

from services.publishing.domain.document_words import DOCUMENTS
from services.publishing.domain.inquiry_words import OCCASIONS
from services.publishing.domain.meeting_words import MEETINGS
from services.publishing.domain.sister_words import SYSTEMS
from services.publishing.domain.terms import Attachment
from services.publishing.domain.visit_words import PLACES, SIX, VENUES
from services.publishing.handlers.gathering import Gathering
from shared.decider import InvalidError

LARGEST: Final = 64_000_000  # bytes of a form with its file
WORDS: Final[dict[str, Any]] = {
    "MEETINGS": MEETINGS,
    "DOCUMENTS": DOCUMENTS,
    "OCCASIONS": OCCASIONS,
    "PLACES": PLACES,
    "SIX": SIX,
    "VENUES": VENUES,
    "SYSTEMS": SYSTEMS,
}
LABELS: Final = {
    "key": "编号",
    "unit": "单位",
    "kind": "种类",
    "title": "名称",
    "place": "地点",
    "held_at": "时间",
    "due": "应到人员",
    "present": "实到人员",
    "guests": "列席人数",
    "minutes": "会议记录",
    "disclosures": "公开事项",
    "number": "文号或者期号",
    "text": "内容",
    "disclosure_id": "公开事项",
    "file": "文件",
    "persons": "收件人员",
    "units": "收件单位",
    "paper": "签收扫描件",
    "reason": "原因",
    "question": "问题",
    "asker": "提问人",
    "outlet": "提问人",
    "answer": "答复",
    "handler": "答复人",
    "spokesperson": "新闻发言人",
    "transcript": "发布实录",
    "on": "日期",
    "topics": "内容",
    "reached": "到场人数",
    "content": "意见",
    "item_id": "目录事项",
    "person": "领导干部",
    "first": "起始日期",
    "last": "截止日期",
    "year": "年份",
    "satisfied": "满意票数",
    "fair": "基本满意票数",
    "unsatisfied": "不满意票数",
    "problems": "问题",
    "form": "公开形式",
    "works": "结果",
    "system": "衔接的公开",
    "address": "网址或者文号",
    "disclosed_on": "公开日期",
    "note": "核对情况",
    "answers": "核准的答复",
    "audience": "对象",
    "board_id": "公开栏",
    "content_sha256": "内容摘要",
    "level1": "一级目录",
    "catalog_version": "目录版本",
    "channels": "公开形式",
    "code": "编号",
    "contact": "联系方式",
    "count": "版面数",
    "due_at": "期限",
    "due_on": "撤下日期",
    "ending": "文件种类",
    "evidence": "证据",
    "explanation": "说明",
    "keyword": "关键词",
    "layout": "版式",
    "name": "名称",
    "occasion": "场合",
    "occasion_id": "会议或者新闻发布",
    "outcome": "处理结果",
    "owner": "对方的负责单位",
    "photo": "现场照片",
    "plays": "播放记录",
    "posted_at": "张贴时间",
    "removed_at": "撤下时间",
    "report_id": "报告编号",
    "rhythm": "多久寄一次",
    "scope": "公开范围",
    "shown_at": "展示时间",
    "step": "阶段",
    "subject": "主题",
    "time": "时间",
    "url": "地址",
    "version": "版本",
    "about": "哪些公开",
    "below": "是否包括下级",
    "fixed": "是否固定",
    "forms": "公开形式",
    "panels": "版面",
    "state": "状态",
    "times": "播放次数",
    "first_at": "第一次播放的时间",
    "last_at": "最后一次播放的时间",
    "sha256": "SHA-256 摘要",
    "sm3": "SM3 摘要",
    "size": "大小",
}


class FormStaleError(InvalidError):
    """这张表已经过期，请重新打开页面填写。"""


class MeetingForm(Struct, frozen=True, kw_only=True):
    """会议登记表"""

    key: str = ""
    unit: str = ""
    kind: str = ""
    title: str = ""
    place: str = ""
    held_at: str = ""
    due: list[str] = []
    present: list[str] = []
    guests: str = ""
    disclosures: list[str] = []
    minutes: list[UploadFile] = []


class DocumentForm(Struct, frozen=True, kw_only=True):
    """下发表"""

    key: str = ""
    unit: str = ""
    kind: str = ""
    number: str = ""
    title: str = ""
    text: str = ""
    disclosure_id: str = ""
    persons: list[str] = []
    units: list[str] = []
    file: list[UploadFile] = []


class SignForm(Struct, frozen=True, kw_only=True):
    """签收表"""

    person: str = ""
    unit: str = ""
    reason: str = ""
    text: str = ""
    number: str = ""
    paper: list[UploadFile] = []


class QuestionForm(Struct, frozen=True, kw_only=True):
    """提问登记表"""

    key: str = ""
    occasion: str = ""
    occasion_id: str = ""
    question: str = ""
    asker: str = ""
    outlet: str = ""
    answer: str = ""
    handler: str = ""


class AnswerForm(Struct, frozen=True, kw_only=True):
    """答复表"""

    text: str = ""
    file: list[UploadFile] = []


class SessionForm(Struct, frozen=True, kw_only=True):
    """新闻发布登记表"""

    key: str = ""
    unit: str = ""
    title: str = ""
    place: str = ""
    held_at: str = ""
    spokesperson: str = ""
    disclosures: list[str] = []
    transcript: list[UploadFile] = []


class VisitForm(Struct, frozen=True, kw_only=True):
    """六进登记表"""

    key: str = ""
    unit: str = ""
    kind: str = ""
    place: str = ""
    on: str = ""
    topics: str = ""
    reached: str = ""
    disclosures: list[str] = []


class RemarkForm(Struct, frozen=True, kw_only=True):
    """意见登记表"""

    disclosure_id: str = ""
    content: str = ""


class SisterForm(Struct, frozen=True, kw_only=True):
    """衔接登记表"""

    item_id: str = ""
    disclosure_id: str = ""
    system: str = ""
    title: str = ""
    address: str = ""
    disclosed_on: str = ""
    owner: str = ""


class ApprovalForm(Struct, frozen=True, kw_only=True):
    """核准表 — the answers that were read before they are approved."""

    answers: list[str] = []


class ChangeForm(Struct, frozen=True, kw_only=True):
    """衔接变化表"""

    on: str = ""
    reason: str = ""
    note: str = ""


async def paper(files: list[UploadFile], gathering: Gathering) -> Attachment | None:
    """Return the file that came along with a form, kept; None if none did.

    Raises:
        FileTooLargeError, FileKindError, FileInfectedError: it is not taken.

    """
    if not files or not files[0].filename:
        return None
    data = await files[0].read()
    return await sync_to_thread(gathering.papers.take, files[0].filename, data)


def key_of(text: str) -> UUID:
    """Return the id that a form has chosen for what it records.

    Raises:
        FormStaleError: it has chosen none.

    """
    try:
        return UUID(text)
    except ValueError:
        raise FormStaleError(field="key") from None


def whole(text: str) -> int:
    """Return a number somebody typed; -1 if it is none."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else -bool(plain)  # noqa: PLR2004
