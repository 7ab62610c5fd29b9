"""What readers see. Every row can be thrown away and folded again from facts."""

from typing import Final

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
from services.publishing.views.heard import (
    PostRow,
    RunRow,
    TextRow,
    enclosed,
    items,
    outcomes,
    posts,
    runs,
    texts,
    units,
)
from services.publishing.views.heirs import branches, fates, held
from services.publishing.views.outlet import Outlet, subject_of
from services.publishing.views.portal import PortalRow, VersionRow, portal, versions, visible_to
from services.publishing.views.postings import PostingRow, postings
from services.publishing.views.releases import ReleaseRow, release_id_of, releases
from services.publishing.views.reviews import reviews

__all__ = [
    "VIEWS",
    "ConsultationRow",
    "NoticeRow",
    "Outlet",
    "PortalRow",
    "PostRow",
    "PostingRow",
    "ReleaseRow",
    "ResultRow",
    "RunRow",
    "TextRow",
    "VersionRow",
    "branches",
    "catalogs",
    "consultations",
    "enclosed",
    "fates",
    "held",
    "items",
    "listings",
    "notices",
    "notices_about",
    "outbox",
    "outcomes",
    "portal",
    "postings",
    "posts",
    "release_id_of",
    "releases",
    "results",
    "reviews",
    "runs",
    "subject_of",
    "texts",
    "units",
    "versions",
    "visible_to",
    "years",
]

# the order in which a fact is folded: its position, then the rows, then the letters about them
VIEWS: Final = (
    units,
    branches,
    posts,
    items,
    catalogs,
    listings,
    notices,
    years,
    enclosed,
    texts,
    outcomes,
    postings,
    consultations,
    results,
    reviews,
    runs,
    portal,
    versions,
    releases,
    outbox_ends,
    outbox,
)
