"""What readers see. Every row can be thrown away and folded again from facts."""

from typing import Final

from services.publishing.views.boards import BoardRow, PhotoRow, SheetRow, boards, photos, sheets
from services.publishing.views.bulletins import bulletins
from services.publishing.views.by_hand import BY_HAND
from services.publishing.views.calendars import years
from services.publishing.views.catalog import (
    NoticeRow,
    catalogs,
    listings,
    notices,
    notices_about,
)
from services.publishing.views.channels import outbox, outbox_ends
from services.publishing.views.consultations import (
    ConsultationRow,
    ResultRow,
    consultations,
    results,
)
from services.publishing.views.declarations import declarations
from services.publishing.views.deliveries import DeliveryRow, deliveries, series
from services.publishing.views.displays import DisplayRow, display_id_of, displays
from services.publishing.views.findings import findings, past, tallies
from services.publishing.views.heard import (
    RunRow,
    TextRow,
    enclosed,
    items,
    outcomes,
    runs,
    texts,
)
from services.publishing.views.histories import REMEMBERED, HistoryRow, histories, turns
from services.publishing.views.outlet import Outlet, subject_of
from services.publishing.views.papers import PaperRow, papers
from services.publishing.views.paths import PathRow, PathStep, paths
from services.publishing.views.portal import (
    PortalRow,
    VersionRow,
    displayed,
    portal,
    versions,
    visible_to,
)
from services.publishing.views.postings import PostingRow, postings
from services.publishing.views.promises import SumRow, promises, sums
from services.publishing.views.releases import ReleaseRow, release_id_of, releases
from services.publishing.views.reposts import RepostRow, reposts
from services.publishing.views.reviews import reviews
from services.publishing.views.schemes import SchemeRow, schemes
from services.publishing.views.screens import PlayRow, ScreenRow, plays, screens
from services.publishing.views.subscriptions import subscriptions
from services.publishing.views.voices import voices
from services.publishing.views.waits import waits
from services.publishing.views.webhooks import CONVEYING
from shared.register import passwords, posts, units

__all__ = [
    "REMEMBERED",
    "VIEWS",
    "BoardRow",
    "ConsultationRow",
    "DeliveryRow",
    "DisplayRow",
    "HistoryRow",
    "NoticeRow",
    "Outlet",
    "PaperRow",
    "PathRow",
    "PathStep",
    "PhotoRow",
    "PlayRow",
    "PortalRow",
    "PostingRow",
    "ReleaseRow",
    "RepostRow",
    "ResultRow",
    "RunRow",
    "SchemeRow",
    "ScreenRow",
    "SheetRow",
    "SumRow",
    "TextRow",
    "VersionRow",
    "boards",
    "catalogs",
    "consultations",
    "deliveries",
    "display_id_of",
    "displayed",
    "displays",
    "enclosed",
    "histories",
    "items",
    "listings",
    "notices",
    "notices_about",
    "outbox",
    "outcomes",
    "papers",
    "paths",
    "photos",
    "plays",
    "portal",
    "postings",
    "promises",
    "release_id_of",
    "releases",
    "reposts",
    "results",
    "reviews",
    "runs",
    "schemes",
    "screens",
    "series",
    "sheets",
    "subject_of",
    "sums",
    "texts",
    "turns",
    "versions",
    "visible_to",
    "voices",
    "years",
]

# the order in which a fact is folded: its position, then the rows, then the letters about them
VIEWS: Final = (
    units,
    posts,
    passwords,
    items,
    catalogs,
    listings,
    notices,
    years,
    schemes,
    enclosed,
    texts,
    outcomes,
    postings,
    consultations,
    results,
    reviews,
    declarations,
    runs,
    voices,
    portal,
    versions,
    findings,
    tallies,
    past,
    bulletins,
    subscriptions,
    promises,
    waits,
    sums,
    paths,
    turns,
    histories,
    displays,
    reposts,
    releases,
    series,
    deliveries,
    *CONVEYING,
    boards,
    sheets,
    photos,
    screens,
    plays,
    papers,
    outbox_ends,
    outbox,
    *BY_HAND,
)
