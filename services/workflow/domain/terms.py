"""Words of the workflow. Each is in docs/glossary.md with its Chinese original."""

from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Final

from msgspec import Struct

from services.workflow.domain.attachment_words import Attachment
from shared.posts import named
from shared.record import canonical

OUTSIDE: Final = frozenset(  # forms that anybody in the world can read
    {"网站", "公众号", "微博", "电视台", "广播", "报纸"}
)


class Post(Enum):
    """职务 — what somebody does in the disclosure of one unit's affairs."""

    CLERK = "clerk"
    SECRECY_REVIEWER = "secrecy_reviewer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    OFFICE = "office"
    PUBLISHER = "publisher"
    HANDLER = "handler"
    MEMBER = "member"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMIN = "admin"
    LEADER = "leader"
    DEPUTY_LEADER = "deputy_leader"
    SECRETARY = "secretary"


POSTS: Final = {each: named(each) for each in Post}

GUESTS: Final = {"investor": "客商"}  # posts of audiences beside the Party (S1-08)
AUDIENCES: Final = frozenset(GUESTS.values())

STAFF: Final = (  # who may read what a unit is still preparing
    Post.CLERK,
    Post.SECRECY_REVIEWER,
    Post.REVIEWER,
    Post.APPROVER,
    Post.OFFICE,
    Post.PUBLISHER,
    Post.HANDLER,
    Post.AUDITOR,
    Post.SECRETARY,
)


class Scope(Enum):
    """公开范围 — to whom, from the widest to the narrowest."""

    SOCIETY = "society"
    PARTY = "party"
    UNIT = "unit"
    PERSONS = "persons"
    APPLICANT = "applicant"

    def exceeds(self, other: "Scope") -> bool:
        """Tell whether this scope lets in more people than the other."""
        return _WIDEST_FIRST.index(self) < _WIDEST_FIRST.index(other)


_WIDEST_FIRST: Final = tuple(Scope)
SCOPES: Final = {
    Scope.SOCIETY: "社会",
    Scope.PARTY: "党内",
    Scope.UNIT: "本单位",
    Scope.PERSONS: "特定人员",
    Scope.APPLICANT: "申请人",
}


class Check(Enum):
    """审核 — the three questions every plan must answer (五(一)2)."""

    SECRECY = "secrecy"
    NECESSITY = "necessity"
    ACCURACY = "accuracy"


CHECKS: Final = {
    Check.SECRECY: "保密审查",
    Check.NECESSITY: "必要性审核",
    Check.ACCURACY: "准确性审核",
}


class Verdict(Enum):
    """审核结论 — whether a text passes a check."""

    PASS = "pass"  # noqa: S105 — a verdict, no secret
    FAIL = "fail"


VERDICTS: Final = {Verdict.PASS: "通过", Verdict.FAIL: "不通过"}


class Kind(Enum):
    """方案种类 — a first disclosure, a revision of one, or its withdrawal."""

    DISCLOSE = "disclose"
    REVISE = "revise"
    WITHDRAW = "withdraw"


KINDS: Final = {Kind.DISCLOSE: "首次公开", Kind.REVISE: "更正公开", Kind.WITHDRAW: "撤回公开"}
REFUSED: Final = {Kind.DISCLOSE: "不予公开", Kind.REVISE: "不予更正", Kind.WITHDRAW: "不予撤回"}


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公开方案 — what to disclose, to whom, when, for how long and how (五(一)2).

    ``disclose_on`` is a day in Beijing; ``duration_days`` is 时长 in days, None
    for as long as it is true (长期); ``channels`` are forms of the catalog
    (公开形式); ``readers`` are person ids, for the scope 特定人员 only;
    ``waiver`` is the reason for not disclosing inside the Party first; ``summary`` is
    what an application or a message pushes beside the full text (推送摘要).
    """

    title: str
    content: str
    scope: Scope
    disclose_on: date
    duration_days: int | None
    channels: tuple[str, ...]
    readers: tuple[str, ...] = ()
    waiver: str = ""
    summary: str = ""


class CheckRule(Struct, frozen=True, kw_only=True):
    """审核分工 — which posts may carry out a check."""

    check: Check
    posts: tuple[Post, ...]


class Procedure(Struct, frozen=True, kw_only=True):
    """办理程序 — what a unit's scheme says beyond who checks and who approves.

    ``proposers``: who proposes (V10). ``signatures``: how many different people sign a matter
    before it goes out (V12); 0: what the approved catalog lists needs no approval of its own.
    ``countersigners`` (会签): who signs where reviewers and approver are too few (T33).
    ``substitutes``: who checks when the checking post itself proposes (T34, S4-56).
    ``keeps_untouched``: passes of what a resubmission leaves alone stay (T35).
    ``waivable``: the inner phase may be left out, with a reason (T16, V32).
    ``filing``: a change is filed with the superior before it is announced (V20, S0-63).
    ``republish`` (再公开): whether to disclose a change anew is decided first, and its inner
    period begins anew (V19, S2-29).
    ``duration``: every plan says for how many days it is displayed, but for standing entries (V08).
    ``cases``: items of these words name the document of a concluded case (T221, S4-08).
    ``redacts`` (脱密后公开): secrecy review may have a public rendition made (V16, S3-19).
    ``each``: every matter is approved by itself; the approved catalog stands for none (V17, S3-15).
    ``statements`` (声明): what ``vouchers`` must have put their name to before a text goes out
    (T121, T122, S2-48). ``together``: the branch itself reviews this matter, by minutes (T126).
    ``demands`` (要件) is what must be said of this matter beside its text (T242), ``stages`` the
    stages its kind goes through (T243), ``execution_days`` within how many days the execution
    of this decision is disclosed (T244; 0: none is owed), ``display`` the bounds beyond which
    a display needs a reason (T184, T245).
    """

    proposers: tuple[Post, ...] = (Post.CLERK,)
    signatures: int = 1
    countersigners: tuple[Post, ...] = ()
    substitutes: tuple[Post, ...] = ()
    keeps_untouched: bool = False
    waivable: bool = True
    filing: bool = False
    republish: bool = False
    duration: bool = False
    cases: tuple[str, ...] = ()
    redacts: bool = True
    each: bool = False
    statements: tuple[str, ...] = ()
    vouchers: tuple[Post, ...] = (Post.OFFICE,)
    together: bool = False
    demands: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    execution_days: int = 0
    display: tuple[str, ...] = ()


class Rules(Struct, frozen=True, kw_only=True):
    """实施方案规则 — a unit's own rules, as they were when a proposal began."""

    scheme_id: str
    scheme_version: int
    checks: tuple[CheckRule, ...] = ()
    approvers: tuple[Post, ...] = ()
    inner_first: bool = True
    min_inner_working_days: int = 0
    procedure: Procedure = Procedure()

    @property
    def required(self) -> tuple[Check, ...]:
        """Return the checks that this unit's scheme demands, in their usual order."""
        named = {each.check for each in self.checks}
        return tuple(each for each in Check if each in named)

    def reviewers(self, check: Check) -> tuple[Post, ...]:
        """Return the posts that may carry out a check."""
        return tuple(post for rule in self.checks if rule.check is check for post in rule.posts)

    def checks_of(self, post: str) -> tuple[Check, ...]:
        """Return the checks that a post may carry out."""
        return tuple(each for each in Check if post in {p.value for p in self.reviewers(each)})


def digest_of(plan: Plan, explanation: str, attachments: tuple[Attachment, ...] = ()) -> str:
    """Return the SHA-256 (hex) of all that reviewers read: plan, explanation, attachments."""
    told = {each: getattr(plan, each) for each in plan.__struct_fields__}
    if not plan.summary:
        del told["summary"]  # digests of plans from before there were summaries stay what they were
    text = {"attachments": attachments, "explanation": explanation, "plan": told}
    return sha256(canonical(text)).hexdigest()
