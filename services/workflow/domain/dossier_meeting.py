"""集体决策的会议 — a quorum, speeches in their order, every vote accounted for: pure."""

from datetime import date
from typing import Final

from services.workflow.domain.dossier_state import Dossier
from services.workflow.domain.dossier_words import MeetingMinutes, Votes
from shared.decider import InvalidError, RejectedError

LINE: Final = 300  # characters of a speech, an opinion, an explanation
SPEAKER: Final = 50  # characters of a post
MANY: Final = 30  # speeches
FEW: Final = 10  # opinions of a minority
NUMBER: Final = 100  # characters of the number of the minutes


class MeetingMissingError(InvalidError):
    """决策必须由会议集体作出，请填写会议记录编号，不超过100个字。"""


class MeetingAheadError(InvalidError):
    """会议日期不能晚于今天。"""


class OtherBodyError(InvalidError):
    """这件事项要由立案时确定的同一决策机构开会决定。"""


class PresentError(InvalidError):
    """应到人数至少1人，到会人数不能多于应到人数。"""


class QuorumMissingError(RejectedError):
    """到会人数不足，不能表决。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the numbers of the meeting."""
        present, due, two_thirds = self.args
        wanted = "三分之二以上" if two_thirds else "过半数"
        return f"应到{due}人，到会{present}人，没有达到{wanted}到会，不能表决。"


class SpeechesMissingError(InvalidError):
    """请按发言次序写明职务（不超过50个字）和意见（不超过300个字），至少一条，最多30条。"""


class LeaderLastError(InvalidError):
    """本单位的实施方案规定主要负责人末位表态，主要负责人的发言应当排在最后。"""


class VotesOverError(InvalidError):
    """计票数不能多于到会人数。"""


class VotesMissingError(InvalidError):
    """计票数少于到会人数，请写明缺少的票是什么原因，不超过300个字。"""

    @property
    def sentence(self) -> str:
        """Return the rule with how many votes are missing."""
        counted, present = self.args
        gone = present - counted
        return (
            f"到会{present}人，只计票{counted}张，请写明缺少的{gone}票是什么原因，不超过300个字。"
        )


class SecretBallotError(InvalidError):
    """本单位的实施方案规定这类事项实行无记名投票。"""


class MinorityError(InvalidError):
    """少数人的意见每条不超过300个字，最多10条。"""


class NotOnAgendaError(RejectedError):
    """这件事项没有列入这次会议的议题，不能表决。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the day of the meeting."""
        held_on = self.args[0]
        return (
            f"本单位的实施方案规定列入议题的事项才能表决，"
            f"这件事项没有列入{held_on:%Y年%-m月%-d日}会议的议题，请先列入议题。"
        )


def met(meeting: MeetingMinutes, state: Dossier, today: date) -> MeetingMinutes:
    """Return the record of a meeting that may decide.

    Raises:
        InvalidError: a field of the record is not as it must be; it is named.
        QuorumMissingError: too few came.

    """
    if not 0 < len(meeting.number.strip()) <= NUMBER:
        raise MeetingMissingError(field="number")
    if meeting.held_on > today:
        raise MeetingAheadError(field="held_on")
    if meeting.body != state.body:
        raise OtherBodyError(state.body, field="body")
    if not 0 <= meeting.present <= meeting.due or not meeting.due:
        raise PresentError(field="present")
    if not state.rule.whole(meeting.present, meeting.due):
        raise QuorumMissingError(meeting.present, meeting.due, state.rule.two_thirds)
    _spoken(meeting, state)
    return meeting


def on_agenda(meeting: MeetingMinutes, state: Dossier) -> MeetingMinutes:
    """Return a meeting that may vote on this matter.

    Raises:
        NotOnAgendaError: the scheme asks for an agenda, and the matter is not on that one.

    """
    if state.rule.agenda and meeting.held_on not in state.scheduled:
        raise NotOnAgendaError(meeting.held_on, field="held_on")
    return meeting


def cast(votes: Votes, meeting: MeetingMinutes, state: Dossier) -> Votes:
    """Return the votes of a meeting, once every one of them is accounted for.

    Raises:
        InvalidError: too many, too few without a reason, or open where they are secret.

    """
    if votes.counted > meeting.present:
        raise VotesOverError(votes.counted, meeting.present, field="favour")
    if votes.counted < meeting.present and not 0 < len(votes.missing.strip()) <= LINE:
        raise VotesMissingError(votes.counted, meeting.present, field="missing")
    if state.rule.in_secret(state.matter) and not votes.secret:
        raise SecretBallotError(field="secret")
    if len(votes.minority) > FEW or not all(map(_fits, votes.minority)):
        raise MinorityError(field="minority")
    return votes


def adopted(votes: Votes, meeting: MeetingMinutes, state: Dossier) -> bool:
    """Tell whether a majority was in favour, by the rule of the unit's scheme (S4 四(二)4)."""
    return state.rule.carried(votes.favour, meeting.present, meeting.due)


def _spoken(meeting: MeetingMinutes, state: Dossier) -> None:
    speeches = meeting.speeches
    whole = all(_fits(each.speaker, SPEAKER) and _fits(each.opinion) for each in speeches)
    if not 0 < len(speeches) <= MANY or not whole:
        raise SpeechesMissingError(field="speeches")
    if state.rule.leader_last and any(each.leader for each in speeches[:-1]):
        raise LeaderLastError(field="speeches")


def _fits(text: str, most: int = LINE) -> bool:
    return 0 < len(text.strip()) <= most
