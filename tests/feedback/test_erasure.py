"""After an erasure no page, log, tile, picture, backup or export holds it, and all verifies."""

import asyncio
import sqlite3
import subprocess
from pathlib import Path

import psycopg
import pytest

from services.archive.app import service_of
from services.archive.verify import verify
from services.archive.verify.report import Outcome
from tests.feedback.conftest import SCHOOL, County, letter, person
from tests.feedback.speaking import CODE, FIND, NUMBER, ask, beijing, opinion, post

MARKER = "只此一处的标记文字𠮷"
NAME, PHONE, GUEST, GUESTS_PHONE = "马克尔", "13800009999", "郝旁听", "13800008888"
MARKS = [each.encode() for each in (MARKER, NAME, PHONE, GUEST, GUESTS_PHONE)]
GROUND = {"ground": "《个人信息保护法》第四十七条"}
PNG = b"\x89PNG\r\n\x1a\n" + MARKER.encode()


@pytest.fixture
async def either(either_settings):
    """Return the county on SQLite, then on PostgreSQL."""
    made = County(either_settings)
    async with made.service.running():
        await made.populate()
        yield made
    for close in (made.keyring.close, *made.app.on_shutdown):
        close()


@pytest.fixture
def disk(either_settings, request):
    """Return where all lies that was kept from now on."""
    if either_settings.database:
        return Server(either_settings.database, request.getfixturevalue("postgres"))
    return Files(either_settings.home)


async def test_what_is_erased_by_law_is_nowhere_any_more_and_the_rest_stands(disk, either):
    home = either.service.settings.home
    number, code = await handled(either)
    sitting = await guest(either)
    before = either.service.store.after(0, 1_000)
    key = either.keyring._key_of((await opinion(either))["stream_id"])
    assert any(key in data for each, data in lying(disk, home).items() if not disk.ages(each))
    assert (await ask(either, "陈静", "/erase", GROUND)).status_code == 403
    assert (await ask(either, "周明", "/erase", {"ground": ""})).status_code == 422
    assert (await ask(either, "周明", "/erase", GROUND)).status_code == 303
    await post(either, "周明", f"{sitting}/erase", {**GROUND, "numbers": "1"})
    await either.followed()
    shown = (await ask(either, "周明", "", method="GET")).text
    assert MARKER not in shown
    assert "内容已按规定删除" in shown
    copy = await post(either, "", "/query/export", {"number": number, "query_code": code}, 200)
    after = either.service.store.after(0, 1_000)
    assert [each.body for each in before] == [each.body for each in after[: len(before)]]
    assert await archived(either, before, after) is Outcome.PASSED

    (home / "export.json").write_text(copy, encoding="utf-8")
    disk.back_up(home)
    files = lying(disk, home)
    for kind in (*disk.kinds, "checkpoint", "backup", "export.json"):
        assert any(kind in str(each) for each in files), kind
    for part in ("tile", "files"):  # of the log; and what was sent along, sealed
        assert any(part in each.parts for each in files), part
    assert [(each, m) for each, data in files.items() for m in MARKS if m in data] == []
    assert [each for each, data in files.items() if key in data and not disk.ages(each)] == []


def lying(disk, home):
    """Return every file of the house with its bytes."""
    places = [*home.rglob("*"), *disk.files()]
    return {each: each.read_bytes() for each in places if each.is_file()}


class Files:
    """A house on SQLite: all lies in its folder."""

    kinds = ("keys.db", "facts.db-wal", "views.db", "ledger.db")

    def __init__(self, home):
        self.facts = home / "feedback" / "facts.db"

    def back_up(self, home):
        with sqlite3.connect(self.facts) as facts:  # keys have their own backups
            facts.execute("VACUUM INTO ?", (str(home / "backup.db"),))

    def files(self):
        return []

    def ages(self, _):
        return False


class Server:
    """A house on PostgreSQL: pages of its databases, and the log of the server since it began."""

    kinds = ("/base/", "/pg_wal/")

    def __init__(self, template, server):
        self.template, self.server = template, server
        self.data = server._folder / "data"
        self.since = self._asked("SELECT pg_walfile_name(pg_current_wal_lsn())")[0][0]

    def back_up(self, home):
        for each in ("feedback", "archive"):
            program = [self.server._binaries() / "pg_dump", "-f", home / f"backup-{each}.sql"]
            subprocess.run([*program, self.template.replace("{service}", each)], check=True)

    def files(self):
        self._asked("CHECKPOINT")
        name = self.template.rpartition("/")[2].replace("{service}", "%")
        mine = self._asked("SELECT oid FROM pg_database WHERE datname LIKE %s", name)
        folders = [self.data / "base" / str(oid) for (oid,) in mine]
        log = (each for each in (self.data / "pg_wal").iterdir() if each.name >= self.since)
        return [*(each for folder in folders for each in folder.iterdir()), *log]

    def ages(self, file: Path):
        """Tell whether a file is the server's log, which is kept for a short time only."""
        return file.parent.name == "pg_wal"

    def _asked(self, question, *given):
        where = self.template.replace("{service}", "keys")
        with psycopg.connect(where, autocommit=True) as connection:
            answer = connection.execute(question, given)
            return answer.fetchall() if answer.description else []


async def handled(county):
    """Let a letter with a picture come by the box, and be answered; return its number and code."""
    async with county.browser("周明") as office:
        answer = await office.post(
            "/feedback/box",
            data=letter(content=MARKER, name=NAME, contact=PHONE, channel="box", unit=SCHOOL),
            files=[("pictures", ("信.png", PNG, "image/png"))],
        )
    assert answer.status_code == 201, answer.text
    await county.settle()
    assert (await ask(county, "周明", "/pictures/0", method="GET")).content == PNG
    for who, step, said in (
        ("周明", "/assign", {"handler": person("陈静")}),
        ("陈静", "/conclude", FIND),
    ):
        taken = await ask(county, who, step, said)
        assert taken.status_code == 303, taken.text
    told = {"how": "phone", "reply": f"您说的{MARKER}属实。", "evidence": "确认"}
    answered = await ask(county, "陈静", "/reply", {**told, "delivered_at": beijing(county)})
    assert answered.status_code == 303, answered.text
    return NUMBER.search(answer.text)[1], CODE.search(answer.text)[1]


async def guest(county):
    """Let somebody apply for a seat at a meeting; return where it is dealt with."""
    days = {"held_on": "2026-07-03", "apply_by": "2026-07-02", "unit": SCHOOL, "places": "1"}
    await post(county, "周明", "/sittings", {**days, "title": "校务会议", "agenda": "预算"})
    told = [f for f in await county.facts() if "sitting.proposed" in f["event"]["type"]]
    here = f"/sittings/{told[0]['stream_id']}"
    await post(county, "王校长", f"{here}/approve", {})
    await post(county, "", f"{here}/apply", {"name": GUEST, "contact": GUESTS_PHONE}, 200)
    return here


async def archived(county, *batches):
    """Let the archive hear all facts, sign its log, and be verified; return what came of it."""
    settings = county.service.settings
    archive = service_of(settings, county.clock)
    async with archive.running():
        for letters in batches:
            await archive.hear("feedback", letters)
        while archive.intake.waiting:
            await asyncio.sleep(0.02)
        vkey = (archive.folder.parent / "log.vkey").read_text(encoding="utf-8").strip()
        ledger = settings.store_url("archive").replace("facts.db", "ledger.db")
        return (await asyncio.to_thread(verify, archive.folder, vkey, ledger=ledger)).outcome
