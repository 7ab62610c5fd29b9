"""A copy of the house, taken while people work, is a whole house; a damaged one is none."""

import asyncio
import sqlite3
import subprocess
from hashlib import sha256

import pytest
from msgspec.structs import replace

from deploy.backup import backup, restore
from deploy.progress import ComplaintError
from services.catalog.domain.terms import Post
from tests.stories.teller import Teller, propose, send, until_ok, verifying
from tests.stories.test_attachments import TEXT, uploaded

SAID = "建议把明细按支部列出。"
MANY = 6  # as many as one address may send at once


@pytest.mark.timeout(240)
@pytest.mark.slow
async def test_a_copy_taken_while_people_work_is_a_whole_house(quick_house, open_house, tmp_path):
    teller = Teller(quick_house)
    await shown_to_society(teller)
    _, opinion = await send(teller, content=SAID, name="张三", contact="13800138000")
    folder, keys, home = tmp_path / "copy", tmp_path / "keys", tmp_path / "again"

    counts, *_ = await asyncio.gather(
        asyncio.to_thread(backup, quick_house.settings, folder, keys),
        *(send(teller, content=f"第{n}封") for n in range(MANY)),
    )
    assert not any("keys" in each.parts for each in folder.rglob("*"))
    assert marked(folder) == []
    settings = replace(quick_house.settings, home=home)
    restore(settings, folder, keys)
    for service, count in counts.items():
        assert last(home, service) == count > 0

    async with open_house(settings) as again:
        there = Teller(quick_house)
        there.http, there.folk.http = again.http, again.http
        there.matter = teller.matter
        page = await until_ok(there, f"/items/{teller.matter}")
        assert "明细.txt" in page
        file = f"/items/{teller.matter}/files/{sha256(TEXT).hexdigest()}/x.txt"
        assert (await again.http.get(file)).content == TEXT
        handler = teller.who(Post.HANDLER)
        read = await there.folk.until(handler, opinion, bool)
        assert SAID in str(read)
        await send(there, content="恢复以后的一封")
        await until_ok(there, "/health/ready")
    command = verifying(settings)
    told = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


async def shown_to_society(teller):
    ref = await uploaded(teller)
    why = "群众普遍关心，经批准直接向社会公开。"
    await propose(teller, "党员发展情况", files=[ref], waiver=why)
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")


def marked(folder):
    """Return the files of a copy in which words of a person stand that only a key opens."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return [each for each in files if SAID.encode() in each.read_bytes()]


def last(home, service):
    with sqlite3.connect(home / service / "facts.db") as facts:
        [(position,)] = facts.execute(f"SELECT max(position) FROM {service}_facts")
    return position


@pytest.fixture
def copy(settings, tmp_path):
    """Lay a small house and its copy."""
    for name in ("archive/ledger.db", "workflow/facts.db", "keys/keys.db"):
        file = settings.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(file) as database:
            database.execute(f"CREATE TABLE {file.parent.name}_facts (position INTEGER)")
    backup(settings, tmp_path / "copy", tmp_path / "keys")
    return tmp_path / "copy", tmp_path / "keys"


@pytest.mark.parametrize("name", ["workflow/facts.db", "SHA256SUMS"])
def test_a_copy_with_a_damaged_or_a_missing_file_is_laid_nowhere(settings, copy, tmp_path, name):
    file = copy[0] / name
    file.write_bytes(file.read_bytes()[:-1]) if name != "SHA256SUMS" else file.unlink()
    elsewhere = replace(settings, home=tmp_path / "elsewhere")

    with pytest.raises(ComplaintError, match=r"已经损坏|不是备份"):
        restore(elsewhere, *copy)
    assert not elsewhere.home.exists()


def test_what_is_there_is_never_written_over(settings, copy, tmp_path):
    with pytest.raises(ComplaintError, match="已经有文件"):
        backup(settings, *copy)
    with pytest.raises(ComplaintError, match="已经有记录"):
        restore(settings, *copy)
    with pytest.raises(ComplaintError, match="没有可以备份"):
        backup(replace(settings, home=tmp_path / "nothing"), tmp_path / "a", tmp_path / "b")
    with pytest.raises(ComplaintError, match="来自 SQLite"):
        restore(replace(settings, home=tmp_path / "b", database="postgresql://x"), *copy)
