"""Row N3 whole: the log of acts, that nobody purges, and the state's own algorithms."""

import csv
import io
import sqlite3

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from deploy.nats.map import streams
from deploy.nats.provision import the_stream
from services.archive.verify import verify
from services.archive.verify.report import Outcome
from tests.archive.conftest import AUDITOR, PROPOSAL, Town
from tests.archive.test_sm2 import SECRET, SIGNER, public

__all__ = ["public"]

LONG_AGO = "2020-01-01T00:00:00Z"


@pytest.fixture
async def town(either_settings, public):
    more = {"sm2_signer": f"{SIGNER} {SECRET:x}", "sm2_public": public, "national_ciphers": True}
    async with Town(replace(either_settings, **more)).open() as opened:
        await opened.settle()
        yield opened


def refusal(town):
    letter = town.letter("house.command.refused.v1")
    told = '"asked":"批准方案","evidence":"方案 7","sentence":"不得批准自己提出的方案。","type":'
    body = letter.body.replace(b'"type":', told.encode(), 1)
    return replace(letter, position=1, body=body)


def purge(town):
    """Do what a job does that clears logs away when they are old: every way there is."""
    url = town.settings.store_url("archive").replace("facts.db", "ledger.db")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    deeds = [f"DELETE FROM {table} WHERE at < '2999'" for table in TABLES]
    deeds += [f"UPDATE {table} SET at = '{LONG_AGO}'" for table in TABLES]
    if engine.dialect.name == "postgresql":
        deeds += [f"TRUNCATE {table}" for table in TABLES]
    try:
        for deed in deeds:
            with (
                pytest.raises((DBAPIError, sqlite3.Error), match="never changed"),
                engine.begin() as connection,
            ):
                connection.execute(text(deed))
    finally:
        engine.dispose()


TABLES = ("archive_ledger", "archive_refusals")


@pytest.mark.row("N3")
async def test_every_act_is_logged_for_ever_and_the_state_s_algorithms_are_at_work(town):
    town.service.ledger.refused("workflow", [refusal(town)])
    size = town.service.ledger.size

    # the log of acts: time, user, type, success, object
    answer = await town.get("/audit.csv", AUDITOR)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    act = next(each for each in rows if each["操作"] == "方案已提出")
    refused = next(each for each in rows if each["操作"] == "批准方案")
    assert (act["人员"], act["结果"], act["对象"]) == ("李明", "成功", str(PROPOSAL))
    assert (refused["人员"], refused["结果"], refused["对象"]) == ("李明", "拒绝", "方案 7")
    assert all(each["时间（北京）"] for each in (act, refused))
    assert act["单位"] == "县委编办"

    # nothing of it can be cleared away, neither here nor on the bus
    purge(town)
    assert town.service.ledger.size == size
    assert len(town.service.ledger.refusals(9)) == 1
    for stream in streams():
        config = the_stream(stream, 1).config
        kept = (config["max_age"], config["max_msgs"], config["max_bytes"])
        assert kept == (0, -1, -1), stream.name
        assert config["deny_delete"], stream.name
        assert config["deny_purge"], stream.name

    # the state's own algorithms, as the house says and as one can check
    told = {each["use"]: each for each in (await town.get("/api/ciphers")).json()}
    assert all(each["tested"] for each in told.values())
    assert "SM2（SM3 摘要）" in told["检查点签名"]["algorithms"]
    assert "SM3" in told["附件和案卷的摘要"]["algorithms"]
    assert told["个人信息的密封"]["algorithms"] == ["SM4-GCM"]
    page = (await town.page("/")).text
    assert "SM4-GCM" in page
    log = (await town.get("/api/log")).json()
    found = verify(town.service.folder, log["key"], sm2=log["sm2"])
    assert (found.outcome, found.sm2) == (Outcome.PASSED, log["sm2"].split("+")[1])
    assert log["sm2"] in page
