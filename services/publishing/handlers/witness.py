"""人工报告 — what a person reports about a channel, with a file that proves it (C5, C12).

Television, radio and newspapers are outside the house: nothing but date, outlet and clipping
tells that they have shown what was approved.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from msgspec.structs import replace

from services.publishing.domain.delivery import DIGEST
from services.publishing.domain.media import complete
from services.publishing.handlers.delivering import Deliveries, Shown, Spot
from services.publishing.views import PortalRow
from shared.decider import NotFoundError
from shared.files import Arriving, Place
from shared.files.kinds import kind_of
from shared.store import Receipt
from shared.web import Caller
from shared.web.giving import Given


class NoSuchEvidenceError(NotFoundError):
    """没有找到这份证据。"""


@dataclass(frozen=True)
class Witness:
    """Where evidence comes in, and reports that stand on it."""

    sending: Deliveries
    arriving: Arriving
    place: Place

    def keep(self, data: bytes) -> str:
        """Keep a file that proves something; call in a thread. Empty if nothing was sent.

        Raises:
            FileTooLargeError, FileKindError, FileInfectedError: it cannot be taken.

        """
        return self.arriving.keep(data).sha256 if data else ""

    async def delivered(
        self, disclosure_id: UUID, spot: Spot, shown: Shown, caller: Caller
    ) -> Receipt:
        """Report by hand that it has been shown.

        Raises:
            OutletMissingError, ShownDateMissingError, PageMissingError, ClippingMissingError: media
                need all of them.
            NotRegisteredError, WrongPostError: it is not this person's to report.

        """
        cause = await self.sending.acting(disclosure_id, caller)
        held = bool(DIGEST.fullmatch(shown.evidence)) and self.place.has(shown.evidence)
        complete(spot.form, spot.outlet, shown.shown_at, shown.address, clipping=held)
        told = replace(shown, shown_at=shown.shown_at or cause.at)
        return await self.sending.delivered(disclosure_id, spot, told, cause)

    def find(self, row: PortalRow, digest: str, caller: Caller) -> Given:
        """Return a file that proves a delivery, for who works on it or oversees it.

        Call in a thread.

        Raises:
            NoSuchEvidenceError: there is none, or not for this person: the two look the same.

        """
        known = {each.evidence for each in self.sending.of(row, caller)}
        if digest not in known or not self.sending.staffs(row, caller):
            raise NoSuchEvidenceError
        if not DIGEST.fullmatch(digest) or not self.place.has(digest):
            raise NoSuchEvidenceError
        with NamedTemporaryFile() as copy:
            size = sum(copy.write(each) for each in self.place.read(digest))
            copy.flush()
            kind = kind_of(Path(copy.name))
        ending = kind.ending if kind else "bin"
        return Given(name=f"证据.{ending}", kind=ending, sha256=digest, size=size)
