"""A file goes from the clerk's desk through review to the citizen's hands, and away again."""

from hashlib import sha256
from uuid import uuid4

import pytest

from services.catalog.domain.terms import Post
from tests.stories.teller import Teller, propose, until_ok

LEVEL3 = "党员发展情况"
TEXT = "2026年第三季度党员发展明细，共十二项。\n".encode()


async def uploaded(teller):
    """Send a file in two pieces; return how the proposal speaks of it."""
    upload, clerk = uuid4(), teller.who(Post.CLERK)
    url = f"/workflow/api/uploads/{upload}"
    body = {"name": "明细.txt", "length": len(TEXT)}
    assert (await teller.folk.ask(clerk, url, body)).status_code == 201
    for start, end in ((0, 10), (10, len(TEXT))):
        headers = await teller.folk.headers(clerk) | {"upload-offset": str(start)}
        piece = TEXT[start:end]
        answer = await teller.http.patch(url, content=piece, headers=headers)
        assert answer.status_code == 200, answer.text
    answer = await teller.folk.ask(clerk, f"{url}/finish")
    assert answer.status_code == 200, answer.text
    return str(upload)


@pytest.mark.timeout(240)
@pytest.mark.slow
async def test_a_file_is_read_by_society_as_it_was_reviewed(quick_house):
    teller = Teller(quick_house)
    ref = await uploaded(teller)
    await propose(teller, LEVEL3, files=[ref], waiver="群众普遍关心，经批准直接向社会公开。")
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    file = f"/items/{teller.matter}/files/{sha256(TEXT).hexdigest()}/x.txt"
    assert (await teller.http.get(file)).status_code == 404  # approved, not yet open
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")

    assert (await teller.http.get(file)).content == TEXT
    page = (await teller.http.get(f"/items/{teller.matter}")).text
    assert "明细.txt" in page
    [version] = (await teller.http.get(f"{teller.here}/versions")).json()
    assert version["digest"] == digest
    proof = await until_ok(teller, version["files_proof_url"])
    assert proof.startswith("c2sp.org/tlog-proof@v1")

    reader = await teller.folk.look("", f"/workflow/api/proposals/{teller.matter}")
    assert reader.status_code in {401, 404}
    kept = quick_house.settings.home / "files" / sha256(TEXT).hexdigest()[:2]
    [path] = kept.iterdir()
    path.chmod(0o640)
    path.write_bytes(TEXT + b"!")
    assert (await teller.http.get(file)).status_code == 404
