"""While a catalog is revised, what people asked for stands beside it (S0-14)."""

from uuid import UUID, uuid4

import pytest

from services.catalog.heard import OpinionReceived, RequestReceived
from shared.record import Letter, file
from shared.testing import cause
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.test_doors import ENTRY, HERE, approved, get, send
from tests.catalog.test_marking_doors import shown


async def heard(bureau, *events):
    """Let feedback say that something came from the public."""
    letters = []
    for position, event in enumerate(events, start=1):
        record = file(event, stream_id=uuid4(), version=1, cause=cause("citizen"))
        told = {"stream_id": record.stream_id, "version": 1, "tag": record.tag}
        letters.append(Letter(position=position, body=record.body, **told))
    await bureau.service.hear("feedback", letters)


@pytest.mark.clause("S0-14")
async def test_opinions_and_requests_are_counted_beside_a_draft(bureau):
    assert (await send(bureau, "clerk", "entries", ENTRY)).status_code == 201
    await approved(bureau)
    (item,) = (await get(bureau, login_of("clerk"), f"{HERE}/items")).json()
    about = {"unit": OFFICE, "item_id": item["item_id"]}
    elsewhere = OpinionReceived(unit=str(UUID(int=9)), item_id=item["item_id"])
    told = [OpinionReceived(**about)] * 3 + [RequestReceived(unit=OFFICE)] * 2
    await heard(bureau, *told, OpinionReceived(unit=OFFICE), elsewhere)

    assert "群众需求" not in await shown(bureau, "clerk", f"/units/{OFFICE}/catalog/1")
    more = {**ENTRY, "level3": "党员教育情况"}
    assert (await send(bureau, "clerk", "entries", more)).status_code == 201
    page = await shown(bureau, "clerk", f"/units/{OFFICE}/catalog/2")
    assert "<dd>4件</dd>" in page  # opinions
    assert "<dd>2件</dd>" in page  # requests
    assert f'{ENTRY["level3"]}</a></td><td data-h="意见">3件' in page
