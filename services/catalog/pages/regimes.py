"""The door for people: units' regimes. No rules."""

from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.regime_words import RegimeChapter, RegisterRegime, RepealRegime
from services.catalog.handlers.regimes import Regimes
from shared.web import Caller, Filled, Page, page, see_other

MARK = "#"  # begins the line that names a chapter


class RegimeForm(Struct, frozen=True, kw_only=True):
    """制度登记表 — a line that begins with # names a chapter; what follows is its text."""

    title: str = ""
    fulfils: str = ""
    issuer: str = ""
    number: str = ""
    effective: str = ""
    text: str = ""

    @property
    def command(self) -> RegisterRegime:
        """Return what was filled in."""
        parts = [each.partition("\n") for each in f"\n{self.text}".split(f"\n{MARK}")[1:]]
        return RegisterRegime(
            title=self.title,
            fulfils=self.fulfils,
            issuer=self.issuer,
            number=self.number,
            effective=self.effective or None,
            chapters=tuple(
                RegimeChapter(title=title.strip(), text=text.strip()) for title, _, text in parts
            ),
        )


@get("/units/{unit:str}/regimes", sync_to_thread=True, include_in_schema=False)
def ledger_page(unit: str, ruling: Regimes, caller: Caller) -> Page:
    """制度台账。"""
    ledger = ruling.ledger(unit, caller)
    return page(
        "catalog/regimes.html.j2",
        unit=ruling.making.access.unit(unit),
        ledger=ledger,
        wanted=[(each.name, each.name) for each in ledger.required if each.row is None],
        drafts=ruling.making.access.drafts(caller, unit),
    )


@get("/regimes/{regime_id:uuid}", sync_to_thread=True, include_in_schema=False)
def regime_page(regime_id: UUID, ruling: Regimes, caller: Caller) -> Page:
    """制度全文。"""
    row = ruling.row(regime_id, caller)
    return page(
        "catalog/regime.html.j2",
        row=row,
        unit=ruling.making.access.unit(row.unit),
        drafts=ruling.making.access.drafts(caller, row.unit),
    )


@post("/units/{unit:str}/regimes", include_in_schema=False)
async def register_regime(
    unit: str, data: Filled[RegimeForm], ruling: Regimes, caller: Caller
) -> Redirect:
    """登记制度。"""
    await ruling.register(unit, data.command, caller)
    return see_other(f"/catalog/units/{unit}/regimes")


@post("/regimes/{regime_id:uuid}/repeal", include_in_schema=False)
async def repeal_regime(
    regime_id: UUID, data: Filled[RepealRegime], ruling: Regimes, caller: Caller
) -> Redirect:
    """废止制度。"""
    await ruling.repeal(regime_id, data, caller)
    return see_other(f"/catalog/units/{ruling.row(regime_id, caller).unit}/regimes")


handlers = [ledger_page, regime_page, register_regime, repeal_regime]
