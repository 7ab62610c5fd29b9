"""A decision of the county, from its dossier to what came of it: words for the tests."""

from services.workflow.domain.consultation_words import Argument
from services.workflow.domain.dossier import DOSSIER
from services.workflow.domain.dossier_terms import Aspect, DossierRule, Method, Rating
from services.workflow.domain.dossier_words import (
    BeginDossier,
    ConsultDossier,
    DecideDossier,
    DossierAdvised,
    DossierAssessed,
    DossierConsulted,
    DossierOpened,
    DossierResearched,
    ExpertAppointed,
    MeetingMinutes,
    OpenDossier,
    Option,
    ResearchDossier,
    Speech,
    VoteDossier,
    Votes,
)
from services.workflow.domain.session_words import Form, Group
from shared.calendar import chinese_calendar
from shared.testing import NOON, UNIT, cause
from tests.workflow.examples import CHEN, ITEM, SUN

COUNTY = "00000000-0000-4000-8000-0000000000cc"
TODAY = NOON.date()
BOOK = chinese_calendar()
RULE = DossierRule()
ASK = OpenDossier(item_id=ITEM, matter="城南水厂投资", body="常委会", touches=True, major=True)
BEGIN = BeginDossier(unit=UNIT, asked=ASK, rule=RULE, superior=COUNTY)
OPENED = DossierOpened(
    unit=UNIT,
    item_id=ITEM,
    matter="城南水厂投资",
    body="常委会",
    touches=True,
    major=True,
    rule=RULE,
    superior=COUNTY,
)
OPTIONS = (
    Option(name="新建", pros="一次到位", cons="投资大", forecast="五年够用"),
    Option(name="扩建", pros="省钱", cons="停水半月", forecast="三年够用"),
)
RESEARCH = ResearchDossier(report="走访三镇，日缺水八千吨。", options=OPTIONS)
RESEARCHED = DossierResearched(report=RESEARCH.report, options=OPTIONS)
SAID = (Argument(argument="怕涨价", answer="三年不调价", adopted=True),)
CONSULT = ConsultDossier(
    notice=True,
    forms=(Form.FORUM,),
    groups=(Group.MASSES, Group.PARTIES),
    summary="多数赞成新建。",
    answers=SAID,
)
CONSULTED = DossierConsulted(
    notice=True,
    forms=(Form.FORUM,),
    groups=(Group.MASSES, Group.PARTIES),
    summary="多数赞成新建。",
    answers=SAID,
)
APPOINTED = ExpertAppointed(person=CHEN)
ADVISED = DossierAdvised(person=CHEN, opinion="可行。")


def assessed(aspect, method, rating=Rating.PASSES):
    """Return one assessment of a risk."""
    return DossierAssessed(
        aspect=aspect, method=method, rating=rating, assessor="司法局", basis="符合规定"
    )


ASSESSED = (
    assessed(Aspect.LAWFUL, Method.DEPARTMENT),
    assessed(Aspect.REASONABLE, Method.PUBLIC),
    assessed(Aspect.FEASIBLE, Method.EXPERT),
    assessed(Aspect.CONTROLLABLE, Method.AGENCY),
)
READY = (OPENED, RESEARCHED, CONSULTED, APPOINTED, ADVISED, *ASSESSED)
SPEECHES = (
    Speech(speaker="副县长", opinion="赞成新建"),
    Speech(speaker="县委书记", opinion="同意新建", leader=True),
)
MEETING = MeetingMinutes(
    number="常委会〔2026〕12号",
    held_on=TODAY,
    body="常委会",
    due=11,
    present=9,
    speeches=SPEECHES,
)
VOTES = Votes(favour=7, against=1, abstained=1, minority=("先扩建更稳妥",))
VOTE = VoteDossier(meeting=MEETING, votes=VOTES, decision="新建城南水厂。", option=1)


def voting(vote=VOTE):
    """Return the command that files a vote."""
    return DecideDossier(asked=vote, calendar=BOOK)


def fact(history, command, by=SUN, post="office", at=NOON, unit=UNIT):
    """Return the one fact that follows from a command."""
    state = DOSSIER.fold(history)
    (event,) = DOSSIER.decide(command, state, cause(by, post=post, at=at, unit=unit))
    return event


VOTED = fact(READY, voting())
DECIDED = (*READY, VOTED)
