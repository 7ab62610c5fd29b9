"""公开的场所 — everything that shows what is disclosed at a place: boards, screens, paper."""

from typing import Any

from services.publishing.domain.board_words import SheetConfirmed, SheetPosted, SheetRemoved
from services.publishing.domain.screen_words import ScreenReported
from services.publishing.gateways.press import Press
from services.publishing.handlers.album import Album
from services.publishing.handlers.boards import Boards
from services.publishing.handlers.briefings import Briefings
from services.publishing.handlers.delivering import Deliveries
from services.publishing.handlers.hanging import Hanging
from services.publishing.handlers.names import Names
from services.publishing.handlers.papers import PaperRoom
from services.publishing.handlers.playing import Playing
from services.publishing.handlers.proofs import Proofs
from services.publishing.handlers.reading import Readings
from services.publishing.handlers.rules import RuleBook
from services.publishing.handlers.screens import Screens
from services.publishing.handlers.walls import Walls
from shared.files import Arriving, place_at, scanner_at
from shared.record import Record
from shared.service import Reactions, Service


def places_of(service: Service, readings: Readings, people: Names) -> dict[str, Any]:
    """Return what the doors ask for about places, by the names they ask for it."""
    settings, store, views = service.settings, service.store, service.views
    place = place_at(settings.files, settings.home)
    uploads = settings.home / "publishing" / "uploads"
    scanner = scanner_at(settings.scanner)
    arriving = Arriving(uploads, place, limit=settings.file_limit, scanner=scanner)
    rules, clock = RuleBook(views), service.clock
    walls, origin = Walls(views, rules, people), settings.base_url
    proofs = Proofs(store, views)
    room = PaperRoom(store, views, readings, proofs, Press(), arriving, place, origin)
    return {
        "boards": Boards(store, views, rules, Album(views, arriving, place)),
        "walls": walls,
        "screens": Screens(store, views, clock, rules, walls, origin, clock.now()),
        "paper_room": room,
        "briefings": Briefings(views, readings, room),
    }


def reactions_of(service: Service, reactions: Reactions) -> Reactions:
    """Add what follows for the channels from what happens at places."""
    deliveries = Deliveries(service.store, service.views, service.clock)
    hanging = Hanging(service.views, service.clock, deliveries)
    playing = Playing(service.views, service.clock, deliveries)

    @reactions.on(SheetPosted)
    async def _(record: Record[SheetPosted]) -> None:
        """事项已上墙 → 报告送达"""
        await hanging.posted(record)

    @reactions.on(SheetConfirmed)
    async def _(record: Record[SheetConfirmed]) -> None:
        """上墙照片已核实 → 报告送达"""
        await hanging.confirmed(record)

    @reactions.on(SheetRemoved)
    async def _(record: Record[SheetRemoved]) -> None:
        """张贴已撤下 → 报告撤下"""
        await hanging.removed(record)

    @reactions.on(ScreenReported)
    async def _(record: Record[ScreenReported]) -> None:
        """显示屏已报告播放 → 第一次播放的报告送达"""
        await playing.reported(record)

    return reactions
