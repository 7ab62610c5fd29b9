"""办事指南 — what society may look up: the approved words of matters, while they are shown."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.domain.terms import Phase, Scope
from services.publishing.handlers.gathering import Gathering
from services.publishing.views import PortalRow
from services.publishing.views.documents import DocumentRow, documents
from shared.view import Views

PAGE: Final = 50


class Guide(Struct, frozen=True, kw_only=True):
    """一件办事指南 — since when it lies there, and the matter whose approved words it shows."""

    row: DocumentRow
    matter: PortalRow


def guides(gathering: Gathering, today: date, page: int = 1) -> list[Guide]:
    """Return the guides that are shown today, newest first, in the words approved last."""
    rows = placed(gathering.views, "guide", page)
    found = [Guide(row=each, matter=gathering.row(each.disclosure_id)) for each in rows]
    return [each for each in found if _shown(each.matter, today)]


def placed(views: Views, kind: str, page: int) -> list[DocumentRow]:
    """Return documents of one kind, newest first, whoever may read them."""
    c = documents.c
    order, skip = [c.issued_at.desc()], (page - 1) * PAGE
    return views.select(documents, c.kind == kind, order=order, limit=PAGE, offset=skip)


def pages(views: Views, kind: str) -> int:
    """Return how many pages the documents of one kind fill."""
    return -(-views.count(documents, documents.c.kind == kind) // PAGE)


def _shown(row: PortalRow, today: date) -> bool:
    open_ = row.phase is Phase.PUBLIC and row.scope is Scope.SOCIETY
    return open_ and not row.withdrawn and not row.over(today)
