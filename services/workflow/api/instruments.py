"""重要文件 — for programs: register, check, pass, amend, issue."""

from uuid import UUID

from litestar import Response, get, post, put

from services.workflow.domain.instrument_words import (
    AmendInstrument,
    CheckInstrument,
    IssueInstrument,
    PassInstrument,
    RegisterInstrument,
)
from services.workflow.handlers.instruments import Instruments, Shelf
from services.workflow.views.instruments import InstrumentRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/instruments", sync_to_thread=True)
def list_instruments(instruments: Instruments, caller: Caller, page: int = 1) -> Shelf:
    """重要文件，新登记的在前。"""
    return instruments.listed(caller, page)


@get("/instruments/{instrument_id:uuid}", sync_to_thread=True)
def read_instrument(instrument_id: UUID, instruments: Instruments, caller: Caller) -> InstrumentRow:
    """一份重要文件和它经过的审核、会议。"""
    return instruments.see(instrument_id, caller)


@put("/instruments/{instrument_id:uuid}")
async def register_instrument(
    instrument_id: UUID, data: RegisterInstrument, instruments: Instruments, caller: Caller
) -> Response[Receipt]:
    """登记重要文件。"""
    return filed(await instruments.register(instrument_id, data, caller))


@post("/instruments/{instrument_id:uuid}/checks")
async def check_instrument(
    instrument_id: UUID, data: CheckInstrument, instruments: Instruments, caller: Caller
) -> Response[Receipt]:
    """审核。"""
    return filed(await instruments.check(instrument_id, data, caller))


@post("/instruments/{instrument_id:uuid}/meetings")
async def pass_instrument(
    instrument_id: UUID, data: PassInstrument, instruments: Instruments, caller: Caller
) -> Response[Receipt]:
    """会议通过。"""
    return filed(await instruments.go_on(instrument_id, data, caller))


@post("/instruments/{instrument_id:uuid}/text")
async def amend_instrument(
    instrument_id: UUID, data: AmendInstrument, instruments: Instruments, caller: Caller
) -> Response[Receipt]:
    """修改。"""
    return filed(await instruments.go_on(instrument_id, data, caller))


@post("/instruments/{instrument_id:uuid}/issue")
async def issue_instrument(
    instrument_id: UUID, data: IssueInstrument, instruments: Instruments, caller: Caller
) -> Response[Receipt]:
    """印发。"""
    return filed(await instruments.issue(instrument_id, data, caller))


handlers = [
    list_instruments,
    read_instrument,
    register_instrument,
    check_instrument,
    pass_instrument,
    amend_instrument,
    issue_instrument,
]
