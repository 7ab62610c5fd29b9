"""组织评议 — who may vote votes once; ballots are opened together, and never again."""

import asyncio
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct, convert
from msgspec.structs import asdict

from services.feedback.domain import appraisal_words as words
from services.feedback.domain.appraisal import (
    APPRAISAL,
    BALLOT,
    VOTER,
    Appraisal,
    AppraisalUnknownError,
    counted,
    voter_stream,
)
from services.feedback.domain.appraisal_words import ELECTORS, Ballot, Group
from services.feedback.domain.let_out import APPROVERS, NothingWaitsError
from services.feedback.domain.query_code import code_for, digest_of
from services.feedback.domain.terms import Satisfaction, Sealed
from services.feedback.handlers.let_out import told
from services.feedback.handlers.opinions import OFFICE, to_open
from services.feedback.handlers.rules import RuleBook
from services.feedback.views.appraisals import (
    AppraisalDraft,
    AppraisalRow,
    appraisal_drafts,
    appraisals,
    ballots,
)
from services.feedback.views.supervision import supervisors
from shared import register
from shared.calendar import beijing_date
from shared.decider import ForbiddenError, InvalidError
from shared.record import canonical
from shared.seal import Keyring
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

AT_ONCE: Final = 500  # codes on one sheet
PAGE: Final = 50


class Convening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评议通知 — questions one a line; how many of each group should vote."""

    first: date
    last: date
    unit: str = ""
    title: str = ""
    questions: str = ""
    members: int = 0
    masses: int = 0
    society: int = 0


class Sheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评议码单"""

    group: Group
    count: int = 0


class Vote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """选票 — as it is filled in; ``code`` for who votes without logging in."""

    answers: tuple[str, ...] = ()
    code: str = ""


class Back(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回的理由"""

    reason: str = ""


class Note(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公布说明"""

    note: str = ""


class AnswersMissingError(InvalidError):
    """请逐题选择满意、基本满意或者不满意。"""


class CodeUnknownError(ForbiddenError):
    """评议码不对，请核对后再填；也可以登录后投票。"""

    is_guess = True


class CodeCountError(InvalidError):
    """一次发放的评议码至少1个，最多500个。"""


@dataclass(frozen=True)
class Appraising:
    """民主评议"""

    store: Store[Any]
    views: Views
    keyring: Keyring
    rules: RuleBook
    secret: bytes

    async def convene(self, given: Convening, caller: Caller) -> Receipt:
        """Propose a vote; who is asked is what the unit's scheme says."""
        about = uuid5(caller.command_id, "appraisal")
        return await self._propose(about, given.unit, given, caller)

    async def again(self, appraisal_id: UUID, given: Convening, caller: Caller) -> Receipt:
        """Propose what was returned anew."""
        row = await asyncio.to_thread(self._draft, appraisal_id)
        return await self._propose(appraisal_id, row.unit, given, caller)

    async def approve(self, appraisal_id: UUID, caller: Caller) -> Receipt:
        """Let strangers read a notice, or words beside results, that another has typed (B4)."""
        cause = caller.acting(await asyncio.to_thread(self._waiting, appraisal_id), *APPROVERS)
        task = Task(APPRAISAL, appraisal_id, words.ApproveAppraisal())
        return await self.store.file(task, cause=cause)

    async def give_back(self, appraisal_id: UUID, given: Back, caller: Caller) -> Receipt:
        """Return what another has typed, with the reason."""
        cause = caller.acting(await asyncio.to_thread(self._waiting, appraisal_id), *APPROVERS)
        task = Task(APPRAISAL, appraisal_id, words.ReturnAppraisal(reason=given.reason))
        return await self.store.file(task, cause=cause)

    async def _propose(
        self, appraisal_id: UUID, unit: str, given: Convening, caller: Caller
    ) -> Receipt:
        cause = caller.acting(unit, OFFICE)
        today = beijing_date(caller.at)
        command = await asyncio.to_thread(self._convening, unit, given, today)
        return await self.store.file(
            _waits(appraisal_id, unit, "有一份评议通知等待核准", caller),
            Task(APPRAISAL, appraisal_id, command),
            cause=cause,
        )

    async def issue(self, appraisal_id: UUID, given: Sheet, caller: Caller) -> list[str]:
        """Return codes for people whose identity was checked; only digests of them are kept."""
        if not 0 < given.count <= AT_ONCE:
            raise CodeCountError(given.count, field="count")
        state = await asyncio.to_thread(self._known, appraisal_id)
        cause = caller.acting(state.unit, OFFICE)
        seed = [str(appraisal_id), str(caller.command_id)]
        codes = [code_for(self.secret, [*seed, n]) for n in range(given.count)]
        digests = tuple(self._digest(appraisal_id, each) for each in codes)
        command = words.IssueCodes(group=given.group, digests=digests)
        await self.store.file(Task(APPRAISAL, appraisal_id, command), cause=cause)
        return codes

    async def vote(self, appraisal_id: UUID, given: Vote, caller: Caller) -> Receipt:
        """Take one vote: that somebody voted, and a sealed ballot that names nobody.

        Raises:
            NotElectorError, VotedAlreadyError, NotOpenError, CodeUnknownError, AnswersMissingError

        """
        state = await asyncio.to_thread(self._known, appraisal_id)
        voter, group = await asyncio.to_thread(self._voter, appraisal_id, state, given, caller)
        marking = words.MarkVoter(
            appraisal_id=appraisal_id,
            group=group,
            electorate=state.groups,
            first=state.first,
            last=state.last,
            closed=state.closed,
        )
        ballot = Ballot(group=group, answers=_answers(given, state.questions))
        box = await asyncio.to_thread(self._sealed, appraisal_id, ballot)
        casting = words.PostBallot(appraisal_id=appraisal_id, box=box)
        return await self.store.file(
            Task(VOTER, voter_stream(appraisal_id, voter), marking),
            Task(BALLOT, uuid5(caller.command_id, "ballot"), casting),
            cause=caller.citizen(),
        )

    async def close(self, appraisal_id: UUID, caller: Caller) -> Receipt:
        """Open all ballots together and count them; then destroy their key for ever."""
        state = await asyncio.to_thread(self._known, appraisal_id)
        cause = caller.acting(state.unit, OFFICE)
        await self.views.reached(self.store.name, self.store.last())
        results = await asyncio.to_thread(self._count, appraisal_id)
        command = words.CloseAppraisal(results=results)
        receipt = await self.store.file(Task(APPRAISAL, appraisal_id, command), cause=cause)
        await asyncio.to_thread(self.keyring.erase, _subject(appraisal_id))
        return receipt

    async def publish(self, appraisal_id: UUID, given: Note, caller: Caller) -> Receipt:
        """Publish the results; words beside them wait for somebody else."""
        state = await asyncio.to_thread(self._known, appraisal_id)
        cause = caller.acting(state.unit, OFFICE)
        tasks = [Task(APPRAISAL, appraisal_id, words.PublishResults(note=given.note))]
        if given.note.strip():
            title = "有一份评议结果的说明等待核准"
            tasks.insert(0, _waits(appraisal_id, state.unit, title, caller))
        return await self.store.file(*tasks, cause=cause)

    def drafts(self, caller: Caller) -> list[AppraisalDraft]:
        """Return what nobody has let out yet in this person's units: what waits comes first."""
        c = appraisal_drafts.c
        here, order = c.unit.in_(caller.units(*APPROVERS)), [c.returned, c.at.desc()]
        return self.views.select(appraisal_drafts, here, order=order, limit=PAGE)

    def _waiting(self, appraisal_id: UUID) -> str:
        """Return in which unit something waits, or did: a second click is known further in."""
        state, _ = self.store.state(APPRAISAL, appraisal_id)
        known = state.waits.unit if state.waits else state.unit
        return known or self._draft(appraisal_id).unit

    def _draft(self, appraisal_id: UUID) -> AppraisalDraft:
        row = self.views.get(appraisal_drafts, appraisal_id)
        if row is None:
            raise NothingWaitsError
        return row

    def all(self, page: int = 1) -> list[AppraisalRow]:
        """Return the appraisals, newest first, for everybody."""
        order = [appraisals.c.first.desc(), appraisals.c.appraisal_id]
        offset = (page - 1) * PAGE
        return self.views.select(appraisals, order=order, limit=PAGE, offset=offset)

    def one(self, appraisal_id: UUID) -> AppraisalRow:
        """Return one appraisal."""
        row = self.views.get(appraisals, appraisal_id)
        if row is None:
            raise AppraisalUnknownError
        return row

    def allowed(self, unit: str, day: date) -> frozenset[Group]:
        """Return the groups that appraise, as the unit's scheme says (V45)."""
        said = self.rules.words(unit, "evaluation.electorate", day, tuple(ELECTORS))
        return frozenset(ELECTORS[each] for each in said if each in ELECTORS)

    def _convening(self, unit: str, given: Convening, today: date) -> words.OpenAppraisal:
        sizes = {
            Group.MEMBERS: given.members,
            Group.MASSES: given.masses,
            Group.SOCIETY: given.society,
        }
        number = self.rules.number
        return words.OpenAppraisal(
            unit=unit,
            title=given.title,
            questions=tuple(given.questions.splitlines()),
            first=given.first,
            last=given.last,
            electors=tuple(words.Electors(group=g, size=n) for g, n in sizes.items() if n),
            allowed=self.allowed(unit, today),
            publish_days=number(unit, "evaluation.publish_days", today, 7),
            least=number(unit, "evaluation.least_answers", today, 5),
        )

    def _voter(
        self, appraisal_id: UUID, state: Appraisal, given: Vote, caller: Caller
    ) -> tuple[str, Group]:
        if given.code.strip():
            digest = self._digest(appraisal_id, given.code)
            found = [group for each, group in state.codes if each == digest]
            if not found:
                raise CodeUnknownError(field="code")
            return digest, found[0]
        return self._keyed(appraisal_id, caller.known()), self._group(caller, state.unit)

    def _group(self, caller: Caller, unit: str) -> Group:
        """Return as whom somebody votes: members of a unit are those of its tree (S4-32)."""
        if any(unit in register.line(self.views, each) for each in caller.units("member")):
            return Group.MEMBERS
        today = beijing_date(caller.at)
        rows = self.views.select(supervisors, supervisors.c.person_id == caller.person)
        if any(each.serves(today) for each in rows) or caller.units("supervisor"):
            return Group.SOCIETY
        return Group.MASSES

    def _known(self, appraisal_id: UUID) -> Appraisal:
        state, _ = self.store.state(APPRAISAL, appraisal_id)
        if not state.unit:
            raise AppraisalUnknownError
        return state

    def _count(self, appraisal_id: UUID) -> tuple[words.GroupResult, ...]:
        row = self.one(appraisal_id)
        found = list(self._opened(appraisal_id))
        return counted(found, row.electors, len(row.questions), row.least)

    def _opened(self, appraisal_id: UUID) -> Iterable[Ballot]:
        for each in self.views.select(ballots, ballots.c.appraisal_id == str(appraisal_id)):
            ballot = self.keyring.open(to_open(each.box), Ballot, field="ballot")
            if ballot is not None:
                yield ballot

    def _sealed(self, appraisal_id: UUID, ballot: Ballot) -> Sealed:
        box = self.keyring.seal(_subject(appraisal_id), ballot, field="ballot")
        return convert(asdict(box), Sealed)

    def _digest(self, appraisal_id: UUID, code: str) -> str:
        return self._keyed(appraisal_id, f"code/{digest_of(appraisal_id, code)}")

    def _keyed(self, appraisal_id: UUID, who: str) -> str:
        """Return what stands for a voter in facts: nobody tells from it who it is."""
        known = canonical([str(appraisal_id), who])
        return hmac.digest(self.secret, b"vote" + known, sha256).hex()


def _waits(appraisal_id: UUID, unit: str, title: str, caller: Caller) -> Task:
    link, today = "/feedback/appraisals", beijing_date(caller.at)
    return told(appraisal_id, unit, title, link, on=today, by=caller.command_id)


def _answers(given: Vote, questions: int) -> tuple[Satisfaction, ...]:
    possible = {each.value for each in Satisfaction}
    if len(given.answers) != questions or not set(given.answers) <= possible:
        raise AnswersMissingError(field="answers")
    return tuple(map(Satisfaction, given.answers))


def _subject(appraisal_id: UUID) -> str:
    return f"appraisal/{appraisal_id}"
