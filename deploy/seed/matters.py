"""Matters of the demo county, each carried through the doors to the state it is to be seen in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from msgspec import Struct, json

from deploy.seed.folk import Folk, fixed_id
from deploy.seed.load import SEED, Unit, county
from services.catalog.domain.terms import Post, person_id_of

HERE: Final = Path(__file__).parent
ORDER: Final = ("reviewing", "returned", "approved", "inner", "public", "revised", "withdrawn")
CHECKS: Final = ("secrecy", "necessity", "accuracy")
LET_OUT: Final = "outcome/approve"


class Revision(Struct, frozen=True, kw_only=True):
    """更正"""

    content: str
    explanation: str


class Letter(Struct, frozen=True, kw_only=True):
    """来信 — carried as far as its fields reach."""

    content: str
    signed: bool = False
    name: str = ""
    contact: str = ""
    assigned: bool = False
    finding: str = ""
    conclusion: str = ""
    remedy: str = ""
    reply: str = ""
    summary: str = ""


class Matter(Struct, frozen=True, kw_only=True):
    """事项 — ``unit`` and ``item`` name where it belongs; ``state`` how far it goes.

    ``days``: for how long it is displayed (时长), None without an end.
    """

    key: str
    unit: str
    item: str
    title: str
    content: str
    channels: tuple[str, ...]
    state: str
    scope: str = "society"
    days: int | None = None
    waiver: str = ""
    reason: str = ""
    revision: Revision | None = None
    withdrawal: str = ""
    opinions: tuple[Letter, ...] = ()

    @property
    def id(self) -> UUID:
        """Return the id of the proposal, which becomes that of the disclosure."""
        return fixed_id(SEED, f"matter/{self.key}")

    def reaches(self, state: str) -> bool:
        """Tell whether the matter goes as far as a state or beyond."""
        return ORDER.index(self.state) >= ORDER.index(state)


def matters() -> tuple[Matter, ...]:
    """Return the matters as this folder describes them."""
    return json.decode((HERE / "matters.json").read_bytes(), type=tuple[Matter, ...])


async def carry_all(folk: Folk, say: Callable[[str], None]) -> None:
    """Carry every matter to its state; done again, it changes nothing.

    Raises:
        FolkError: something was refused; the message says what.

    """
    units = {each.key: each for each in county().units}
    for matter in matters():
        say(f"事项：{matter.title}")
        await Carrier(folk, matter, units[matter.unit]).carry()


class Carrier:
    """One matter on its way, by the people of its unit."""

    def __init__(self, folk: Folk, matter: Matter, unit: Unit) -> None:
        self._folk, self._matter, self._unit = folk, matter, unit

    async def carry(self) -> None:
        """Take every step up to the state wanted."""
        item = await self._item()
        plan = self._plan(self._folk.today())
        await self.propose(self._matter.id, {"item_id": item, "plan": plan})
        if self._matter.state == "reviewing":
            await self.review(self._matter.id, "secrecy")
        elif self._matter.state == "returned":
            await self._return()
        else:
            await self.approve(self._matter.id)
            await self._show()
            opinions = [
                await self._opinion(n, each) for n, each in enumerate(self._matter.opinions)
            ]
            await self._change(item, plan, opinions)

    async def propose(self, proposal: UUID, body: dict[str, Any]) -> None:
        """Let the clerk propose."""
        path = f"/workflow/api/proposals/{proposal}"
        body = {"unit": self._unit.id, **body}
        await self._folk.insist(
            self._login(Post.CLERK), path, body, name=f"propose {proposal}", method="PUT"
        )

    async def review(self, proposal: UUID, check: str) -> None:
        """Let the reviewer of a check pass it, if the unit's scheme knows the check."""
        path = f"/workflow/api/proposals/{proposal}"
        seen = await self._folk.until(self._login(Post.CLERK), path, bool)
        posts = [rule["posts"] for rule in seen["rules"]["checks"] if rule["check"] == check]
        if posts:
            body = {"check": check, "verdict": "pass", "digest": seen["digest"]}
            who = self._login(Post(posts[0][0]))
            await self._folk.insist(who, f"{path}/reviews", body, name=f"{check} {proposal}")

    async def approve(self, proposal: UUID) -> None:
        """Let all checks be passed and the head approve."""
        for check in CHECKS:
            await self.review(proposal, check)
        path = f"/workflow/api/proposals/{proposal}"
        seen = await self._folk.until(self._login(Post.CLERK), path, bool)
        await self._vouch(path, seen)
        who = self._login(Post.APPROVER)
        body = {"digest": seen["digest"]}
        await self._folk.insist(who, f"{path}/approve", body, name=f"approve {proposal}")

    async def _vouch(self, path: str, seen: dict[str, Any]) -> None:
        """Let who answers for the text state what the unit's scheme asks for."""
        procedure = seen["rules"]["procedure"]
        if procedure["statements"] and seen["kind"] != "withdraw":
            body = {"digest": seen["digest"], "statements": procedure["statements"]}
            who = self._login(Post(procedure["vouchers"][0]))
            await self._folk.insist(who, f"{path}/vouch", body, name=f"vouch {path}")

    async def _return(self) -> None:
        path = f"/workflow/api/proposals/{self._matter.id}/return"
        body = {"reason": self._matter.reason}
        name = f"return {self._matter.id}"
        await self._folk.insist(self._login(Post.REVIEWER), path, body, name=name)

    async def _show(self) -> None:
        publisher = self._login(Post.PUBLISHER)
        here = f"/api/disclosures/{self._matter.id}"
        await self._folk.until(publisher, here, bool)
        if self._matter.reaches("inner") and not self._matter.waiver:
            await self._folk.insist(publisher, f"{here}/open-inner", name=f"inner {here}")
        if self._matter.reaches("public"):
            await self._folk.insist(publisher, f"{here}/open-public", name=f"public {here}")

    async def _opinion(self, number: int, letter: Letter) -> str:
        name = f"opinion {self._matter.key} {number}"
        body = {
            "disclosure_id": str(self._matter.id),
            "version": 1,
            "content": letter.content,
            "signed": letter.signed,
            "name": letter.name,
            "contact": letter.contact,
        }
        ticket = await self._folk.insist("", "/feedback/api/opinions", body, name=name)
        here = f"/feedback/api/opinions/{ticket['opinion_id']}"
        await self._handle(here, name, letter)
        return str(ticket["opinion_id"])

    async def _handle(self, here: str, name: str, letter: Letter) -> None:
        handler, office = self._unit.holder(Post.HANDLER).login, self._login(Post.OFFICE)
        if letter.assigned or letter.finding:
            body = {"handler": str(person_id_of(handler))}
            await self._folk.insist(office, f"{here}/assign", body, name=f"{name} assign")
        for step, body in self._steps(letter):
            who = office if step == LET_OUT else handler  # never by who has typed it
            await self._folk.insist(who, f"{here}/{step}", body, name=f"{name} {step}")

    async def _change(self, item: str, plan: dict[str, Any], opinions: list[str]) -> None:
        target = {"item_id": item, "disclosure_id": str(self._matter.id)}
        proposal = fixed_id(self._matter.id, "change")
        if self._matter.revision is not None:
            revised = plan | {"content": self._matter.revision.content}
            explanation = self._matter.revision.explanation
            change = {"kind": "revise", "plan": revised, "explanation": explanation}
            demanded = [
                opinion
                for opinion, letter in zip(opinions, self._matter.opinions, strict=True)
                if letter.remedy == "revise"
            ]
            await self.propose(proposal, target | change | {"opinion_id": (demanded or [""])[0]})
        elif self._matter.withdrawal:
            change = {"kind": "withdraw", "explanation": self._matter.withdrawal}
            await self.propose(proposal, target | change)
        else:
            return
        await self.approve(proposal)

    async def _item(self) -> str:
        found = await self._folk.until(
            self._login(Post.CLERK), f"/catalog/api/units/{self._unit.id}/items", bool
        )
        return next(str(each["item_id"]) for each in found if each["level3"] == self._matter.item)

    def _plan(self, today: date) -> dict[str, Any]:
        return {
            "title": self._matter.title,
            "content": self._matter.content,
            "scope": self._matter.scope,
            "disclose_on": today.isoformat(),
            "duration_days": self._matter.days,
            "channels": self._matter.channels,
            "waiver": self._matter.waiver,
        }

    def _steps(self, letter: Letter) -> list[tuple[str, dict[str, Any]]]:
        """Return what the handler does with a letter, in order."""
        steps: list[tuple[str, dict[str, Any]]] = []
        if letter.finding:
            found = {"finding": letter.finding, "conclusion": letter.conclusion}
            steps.append(("conclude", found | {"remedy": letter.remedy}))
        if letter.reply:
            now = self._folk.now().isoformat()
            told = {"how": "phone", "delivered_at": now, "evidence": "办公电话通话记录"}
            steps.append(("reply", told | {"reply": letter.reply}))
        if letter.summary:
            steps.append(("publish", {"summary": letter.summary}))
            steps.append((LET_OUT, {}))
            steps.append(("close", {}))
        return steps

    def _login(self, post: Post) -> str:
        return self._unit.holder(post).login
