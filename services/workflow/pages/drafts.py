"""草稿 — kept as somebody types, or by the button 存草稿; offered when they come back."""

from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, urlencode

from litestar import Request, Response, post, put
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect
from msgspec import Struct, convert

from services.workflow.gateways.drafts import Draft, Drafts
from shared.web import Caller, fields_of, see_other
from shared.web.arrival import AnyRequest, errand_of
from shared.web.house import House
from shared.web.look import beijing

F = TypeVar("F", bound=Struct)

USE: Final = "draft"  # the field of an address that asks for the draft to be filled in
ASIDE: Final = frozenset({USE, "like"})  # fields of an address that name no form of their own
NOT_KEPT: Final = frozenset({"seen", "mask", "files"})  # what was shown, a button, names of files


@dataclass(frozen=True)
class Drafting:
    """One person at one form: what they left there last time."""

    drafts: Drafts
    caller: Caller
    key: str
    use: bool

    def shown(self) -> dict[str, Any]:
        """Return what the page of a form says about drafts."""
        found = self.drafts.find(self.caller.person, self.key)
        ask = "&" if "?" in self.key else "?"
        return {
            "drafting": {
                "key": self.key,
                "whose": self.caller.person,
                "found": found,
                "closed": self.drafts.closed(self.caller.person, self.key),
                "turn": found.turn if found and self.use else 0,
                "used": self.use and found is not None,
                "resume": f"{self.key}{ask}{USE}=use",
            }
        }

    def filled(self, form: F) -> F:
        """Return the draft as a form, if it is asked for and there is one; else the form."""
        found = self.drafts.find(self.caller.person, self.key) if self.use else None
        return filled(form, found) if found else form

    async def done(self) -> None:
        """Forget the draft: the form has been submitted."""
        command = str(self.caller.command_id)
        person, at = self.caller.person, self.caller.at
        await sync_to_thread(self.drafts.erase, person, self.key, at=at, command=command)


def filled(form: F, draft: Draft) -> F:
    """Return a form of the same kind with what a draft holds."""
    kept: dict[str, Any] = {}
    for name, value in draft.fields:
        kept[name] = [*_list(kept[name]), value] if name in kept else value
    fields = fields_of(kept, type(form))
    known = {each: fields[each] for each in type(form).__struct_fields__ if each in fields}
    return convert(known, type(form), strict=False)


def drafting_of(request: Request[Any, Any, Any], caller: Caller, drafts: Drafts) -> Drafting:
    """Return where this caller stands with the form of this address."""
    use = request.query_params.get(USE) == "use"
    return Drafting(drafts=drafts, caller=caller, key=key_of(request), use=use)


def key_of(request: AnyRequest) -> str:
    """Return the name of a form: its address within the service."""
    path = request.url.path.split("/", 2)[-1]
    asked = [each for each in parse_qsl(request.url.query) if each[0] not in ASIDE]
    return f"{path}?{urlencode(sorted(asked))}" if asked else path


@put("/drafts", include_in_schema=False)
async def keep_draft(
    request: AnyRequest, caller: Caller, drafts: Drafts, form: str = "", turn: int | None = None
) -> Response[dict[str, Any]]:
    """草稿随填随存"""
    new = await _kept(request, caller, drafts, form, turn)
    said = f"已自动保存（{beijing(caller.at)[-5:]}），还没有提出" if new else ""
    return Response({"turn": new, "said": said})


@post("/drafts", include_in_schema=False)
async def save_draft(
    request: AnyRequest, caller: Caller, drafts: Drafts, house: House, form: str = ""
) -> Redirect:
    """存草稿"""
    await _kept(request, caller, drafts, form, None)
    ask = "&" if "?" in form else "?"
    return see_other(f"{house.prefix}/{form.lstrip('/')}{ask}{USE}=use")


@post("/drafts/discard", include_in_schema=False)
async def discard_draft(caller: Caller, drafts: Drafts, house: House, form: str = "") -> Redirect:
    """不要了"""
    caller.known()
    await sync_to_thread(drafts.erase, caller.person, form, at=caller.at)
    return see_other(f"{house.prefix}/{form.lstrip('/')}")


async def _kept(
    request: AnyRequest, caller: Caller, drafts: Drafts, form: str, known: int | None
) -> int:
    caller.known()
    errand = errand_of(request.scope)
    fields = [each for each in errand.typed if each[0] not in NOT_KEPT]
    return await sync_to_thread(
        drafts.save,
        caller.person,
        form,
        fields,
        at=caller.at,
        command=errand.command_id,
        known=known,
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


handlers = [keep_draft, save_draft, discard_draft]
