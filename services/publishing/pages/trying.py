"""渠道测试, as a page and for programs."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from services.publishing.domain.letters import CHANNELS
from services.publishing.domain.showing import RECORDERS
from services.publishing.domain.terms import SCOPES, Scope
from services.publishing.domain.trial_words import TryChannel
from services.publishing.handlers.gathering import Gathering
from services.publishing.handlers.trying import Tested, Trying
from shared.store import Receipt
from shared.web import Caller, Filled, Page, filed, page, see_other


class TrialForm(Struct, frozen=True, kw_only=True):
    """渠道测试登记表"""

    unit: str = ""
    form: str = ""
    works: str = ""
    note: str = ""


@get("/channels/tests", include_in_schema=False, sync_to_thread=True)
def trial_page(trying: Trying, gathering: Gathering, caller: Caller) -> Page:
    """渠道测试"""
    return page("trials.html.j2", **_shown(trying, gathering, caller), typed=TrialForm())


@post("/channels/tests", include_in_schema=False)
async def note_trial(data: Filled[TrialForm], trying: Trying, caller: Caller) -> Redirect:
    """登记渠道测试"""
    works = data.works == "yes"
    asked = TryChannel(unit=data.unit, form=data.form, works=works, note=data.note)
    await trying.note(asked, caller)
    return see_other("/channels/tests")


@get("/api/channels/tests", sync_to_thread=True)
def read_trials(trying: Trying, caller: Caller) -> list[Tested]:
    """渠道测试。"""
    return trying.look(caller)


@post("/api/channels/tests")
async def try_channel(data: TryChannel, trying: Trying, caller: Caller) -> Response[Receipt]:
    """登记渠道测试。"""
    return filed(await trying.note(data, caller))


def _shown(trying: Trying, gathering: Gathering, caller: Caller) -> dict[str, Any]:
    return {
        "found": trying.look(caller),
        "names": gathering.names,
        "units": [(each, gathering.names.unit(each)) for each in caller.units(*RECORDERS)],
        "forms": [(each, each) for each in CHANNELS],
        "scopes": {each.value: SCOPES[each] for each in Scope},
    }


handlers = [trial_page, note_trial, read_trials, try_channel]
