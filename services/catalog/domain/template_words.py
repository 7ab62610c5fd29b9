"""目录模板 — what may be asked about the template a superior hands down, what has happened (A4)."""

from typing import Annotated

from msgspec import Meta, Struct

from services.catalog.domain.particulars_words import ParticularsCommand, ParticularsEvent
from services.catalog.domain.rewriting_words import AmendEntry, EntryAmended
from services.catalog.domain.sitting_words import RecordSitting, SittingRecorded
from services.catalog.domain.terms import Entry, Form, Scope, TimeLimit

Note = Annotated[str, Meta(max_length=2_000)]


class IssueTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """下发目录模板 — ``entries``: all its rows, in order; each with its four fields."""

    title: Note = ""
    note: Note = ""
    entries: tuple[Entry, ...] = ()


class CopyTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """从模板开始编制 — the rows of this version of a superior's template."""

    issuer: str
    template_version: int
    entries: tuple[Entry, ...]


class AnswerTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复模板新版 — ``take``: the rows to say as the template does; ``drop``: those to leave out.

    ``kept``: how many of its differences the unit has looked at and declined.
    """

    issuer: str
    template_version: int
    take: tuple[Entry, ...] = ()
    drop: tuple[int, ...] = ()
    kept: int = 0


class ReviseEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """改动目录条目 — what this row of the draft is to say about form, scope and time limit."""

    row: int
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    time_limit: TimeLimit | None = None
    time_word: Annotated[str, Meta(max_length=50)] = ""


class OmitEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """删去目录条目"""

    row: int
    reason: Note = ""


class TemplateIssued(Struct, frozen=True, kw_only=True, tag="catalog.template.issued.v1"):
    """目录模板已下发

    Its rows stand in the facts before it, of the same version.
    """

    unit: str
    version: int
    title: str
    note: str
    rows: int
    issued_by: str


class TemplateDrafted(Struct, frozen=True, kw_only=True, tag="catalog.template.drafted.v1"):
    """目录模板条目已拟"""

    unit: str
    version: int
    entries: tuple[Entry, ...]


class TemplateCopied(Struct, frozen=True, kw_only=True, tag="catalog.template.copied.v1"):
    """已从模板开始编制目录"""

    unit: str
    version: int
    issuer: str
    template_version: int
    copied_by: str


class TemplateAnswered(Struct, frozen=True, kw_only=True, tag="catalog.template.answered.v1"):
    """模板新版已答复"""

    unit: str
    version: int
    issuer: str
    template_version: int
    taken: tuple[str, ...]
    dropped: tuple[str, ...]
    kept: int
    answered_by: str


class EntryRevised(Struct, frozen=True, kw_only=True, tag="catalog.entry.revised.v1"):
    """目录条目已改动"""

    unit: str
    version: int
    entry: Entry
    revised_by: str


class EntryOmitted(Struct, frozen=True, kw_only=True, tag="catalog.entry.omitted.v1"):
    """目录条目已删去"""

    unit: str
    version: int
    row: int
    level3: str
    reason: str
    omitted_by: str


TemplateEvent = TemplateIssued | TemplateDrafted
RowsCommand = CopyTemplate | AnswerTemplate | ReviseEntry | OmitEntry | AmendEntry | RecordSitting
RowsEvent = TemplateCopied | TemplateAnswered | EntryRevised | EntryOmitted | EntryAmended
DraftingCommand = RowsCommand | ParticularsCommand
DraftingEvent = RowsEvent | ParticularsEvent | SittingRecorded
