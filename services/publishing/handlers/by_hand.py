"""亲手公开 — everything that people show by hand, put together for the doors and the clock."""

from dataclasses import dataclass
from typing import Any

from services.publishing.domain.commands import Command
from services.publishing.domain.disclosure import Disclosure
from services.publishing.domain.document_words import DocumentCompleted
from services.publishing.domain.events import DisclosureEvent, DisclosureRevised
from services.publishing.handlers.asking import Asking
from services.publishing.handlers.delivering import Deliveries
from services.publishing.handlers.documents import Documents
from services.publishing.handlers.duty_reports import DutyReports
from services.publishing.handlers.gathering import Gathering, Papers
from services.publishing.handlers.joints import Joints
from services.publishing.handlers.meeting import Meetings
from services.publishing.handlers.mending import Mending
from services.publishing.handlers.names import Names
from services.publishing.handlers.outreach import Outreach
from services.publishing.handlers.rules import RuleBook
from shared.alarm import alarm
from shared.calendar import Counting
from shared.decider import Decider
from shared.files import Arriving, place_at, scanner_at
from shared.record import Record
from shared.seal import Keyring
from shared.service import Reactions, Service


@dataclass(frozen=True)
class Hands:
    """What the doors ask for, and what goes on beside them."""

    service: Service
    keyring: Keyring
    gathering: Gathering
    meetings: Meetings
    documents: Documents
    asking: Asking
    outreach: Outreach
    mending: Mending

    @property
    def doors(self) -> dict[str, Any]:
        """Return what the doors ask for, by the names they ask for it."""
        return {
            "gathering": self.gathering,
            "convening": self.meetings,
            "paperwork": self.documents,
            "asking": self.asking,
            "outreach": self.outreach,
            "mending": self.mending,
            "joints": Joints(self.service.store, self.service.views, self.gathering),
            "duty_reports": DutyReports(self.service.store, self.service.views, self.gathering),
        }

    def react(self, reactions: Reactions) -> Reactions:
        """Add what follows from what people have done by hand."""

        @reactions.on(DocumentCompleted)
        async def _(record: Record[DocumentCompleted]) -> None:
            """全部签收 → 归集公开凭据，报告送达"""
            await self.documents.completed(record)

        @reactions.on(DisclosureRevised)
        async def _(record: Record[DisclosureRevised]) -> None:
            """公开事项已更正 → 告知衔接方"""
            await self.outreach.revised(record)

        return reactions

    def keep(self, every: float) -> None:
        """Remind of what should have been signed, every so many seconds."""
        caught_up = self.service.view_lag
        ring = alarm(self.documents.ring, every, lambda: not caught_up())
        self.service.keep("receipts", ring)


def hands_of(
    service: Service,
    decider: Decider[Command, Disclosure, DisclosureEvent],
    calendar: Counting,
) -> Hands:
    """Put together everything that people show by hand."""
    settings, store, views = service.settings, service.store, service.views
    national = settings.national_ciphers
    keyring = Keyring(settings.keys_url(), service.clock, national=national)
    place = place_at(settings.files, settings.home)
    uploads = settings.home / "publishing" / "papers"
    scanner = scanner_at(settings.scanner)
    arriving = Arriving(uploads, place, limit=settings.file_limit, scanner=scanner)
    names = Names(views, keyring)
    gathering = Gathering(views, names, Papers(arriving, place), RuleBook(views), calendar)
    sending = Deliveries(store, views, service.clock)
    return Hands(
        service=service,
        keyring=keyring,
        gathering=gathering,
        meetings=Meetings(store, views, gathering, sending, decider),
        documents=Documents(store, views, service.clock, gathering, sending, decider),
        asking=Asking(store, views, gathering, sending),
        outreach=Outreach(store, views, gathering, keyring),
        mending=Mending(store, views),
    )
