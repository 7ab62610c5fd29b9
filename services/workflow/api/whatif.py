"""The door for programs that ask what would be owed under another scheme."""

from datetime import date

from litestar import get

from services.workflow.domain.whatif import WhatIf
from services.workflow.handlers.whatif import Recomputing
from shared.view import Views
from shared.web import Caller


@get("/duties/what-if", sync_to_thread=True)
def read_what_if(
    views: Views, caller: Caller, unit: str, under: str, first: date, last: date
) -> WhatIf:
    """换一套方案重算：哪些义务、期限和判断会不同。"""
    caller.known()
    return Recomputing(views).recomputed(caller, unit, under, (first, last))


handlers = [read_what_if]
