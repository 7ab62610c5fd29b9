"""Requests for disclosure, as tests ask, answer and refuse them."""

from datetime import UTC, date, datetime

from services.feedback.domain.request import REQUEST
from services.feedback.domain.request_commands import (
    AcceptRequest,
    CloseRequest,
    DecideRequest,
    ExplainRequest,
    ReceiveRequest,
    SendFiling,
    StudyRequest,
)
from services.feedback.domain.request_rule import RequestRule
from services.feedback.domain.request_words import Checked, Intake, Outcome
from services.feedback.domain.terms import Delivery, Proof, Sealed
from shared.calendar import chinese_calendar
from shared.testing import cause

CALENDAR = chinese_calendar()
UNIT, ABOVE = "bureau", "county"
BOX = Sealed(subject="x", nonce="n", box="b", commitment="c")
RULE = RequestRule(scheme_id="S0", scheme_version=1, filing=True)
BASIS = "《中国共产党党务公开条例（试行）》第七条"
REASON = "您申请的谈话记录属于党组织核查工作过程材料，公开会影响被谈话人如实反映情况。"
OWN = "核查结论已于2025年5月12日在局门户党务公开子栏目公布，您可以在那里查阅。"
PROOF = Proof(how=Delivery.PHONE, at=datetime(2025, 10, 28, 2, tzinfo=UTC))


def at(day, hour=10):
    """Return a moment of 2025 by month and day, as "10-13", at an hour of Beijing."""
    month, number = map(int, day.split("-"))
    return datetime(2025, month, number, hour - 8, tzinfo=UTC)


def on(day):
    month, number = map(int, day.split("-"))
    return date(2025, month, number)


def receive(**changes):
    given = {
        "unit": UNIT,
        "intake": Intake.ONLINE,
        "standing": "群众",
        "applicant": "",
        "content": BOX,
        "identity": BOX,
        "query_code_digest": "d",
        "rule": RULE,
        "calendar": CALENDAR,
    }
    return ReceiveRequest(**given | changes)


def refusing(**changes):
    given = {
        "outcome": Outcome.CANNOT,
        "basis": BASIS,
        "reason": REASON,
        "ground": "工作过程材料",
    }
    return DecideRequest(**given | changes)


ACCEPT = AcceptRequest(checked=Checked.NUMBER)
STUDY = StudyRequest(opinion="记录不能公开；结论已经公布。")
EXPLAIN = ExplainRequest(own=OWN, letter=BOX, proof=PROOF)
CLOSE = CloseRequest(superior=ABOVE, calendar=CALENDAR)
CLERK, BODY = {"by": "许明川", "post": "clerk"}, {"by": "韩清源", "post": "approver"}


class Case:
    """One request, told step by step."""

    def __init__(self):
        self.facts = []

    @property
    def state(self):
        return REQUEST.fold(self.facts)

    def do(self, command, day, by="许明川", post="clerk", unit=UNIT):
        """Let somebody do something on a day of 2025; return the facts that follow."""
        why = cause(by, at=at(day), unit=unit, post=post)
        new = REQUEST.decide(command, self.state, why)
        self.facts += new
        return new


def received(**changes):
    case = Case()
    case.do(receive(**changes), "10-13", by="citizen", post="citizen")
    return case


def studied(**changes):
    case = received(**changes)
    case.do(ACCEPT, "10-13")
    case.do(STUDY, "10-20")
    return case


def decided(decision=None, **changes):
    case = studied(**changes)
    case.do(decision or refusing(), "10-27", **BODY)
    return case


def closed(**changes):
    case = decided(**changes)
    case.do(EXPLAIN, "10-28")
    case.do(CLOSE, "10-29")
    return case


def sent(**changes):
    case = closed(**changes)
    case.do(SendFiling(), "10-29")
    return case
