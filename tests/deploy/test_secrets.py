"""不写下来的 — passwords, codes, sessions and sealed words stand in no log, figure or answer.

They are sent to doors that take them, that refuse them, and that fail while they hold them.
"""

import logging

import pytest
from sqlalchemy import create_engine, text

from services.catalog.domain.terms import person_id_of
from shared.seal import Keyring
from tests.deploy.knocking import FIRST, WORD, opened

MARK = "标记Zq7-只此一处"
IDENTITY = "11010519491231002X"


def broken(url, table):
    """Take a table away, as if the disk had eaten it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP TABLE {table}"))
    engine.dispose()


async def asked(house, method, path, **said):
    return await house.client.request(method, path, **said)


async def test_no_secret_of_the_catalog_s_doors_is_written_down(settings, caplog):
    caplog.set_level(logging.DEBUG)
    async with opened("catalog", settings) as house:
        token = house.sessions.issue(str(person_id_of(FIRST)), "罗敏", second=True)
        bearer = {"authorization": f"Bearer {token}"}
        new = {"login": "new.one", "name": MARK, "password": MARK}
        words = {"old_password": MARK, "password": f"{MARK}-new"}
        sent = [
            await asked(
                house, "POST", "/catalog/api/login", json={"login": FIRST, "password": MARK}
            ),
            await asked(house, "POST", "/catalog/login", data={"login": FIRST, "password": MARK}),
            await asked(house, "POST", "/catalog/api/people", json=new, headers=bearer),
            await asked(house, "POST", "/catalog/api/people", json={**new, "x": 1}, headers=bearer),
            await asked(house, "POST", "/catalog/api/password", json=words, headers=bearer),
            await asked(house, "POST", "/catalog/password", data=words, headers=bearer),
        ]
        beside = settings.store_url("catalog").replace("facts.db", "credentials.db")
        broken(beside, "credentials")
        again = {"login": IDENTITY, "password": MARK}
        sent.append(await asked(house, "POST", "/catalog/api/login", json=again))
        sent.append(await asked(house, "GET", "/catalog/metrics"))
        book = b"".join(each.body for each in house.service.refusals.after(0, 1_000)).decode()

    statuses = [each.status_code for each in sent]
    assert statuses == [401, 401, 201, 422, 422, 422, 503, 200]
    written = [caplog.text, book, *(each.text for each in sent)]
    for secret in (MARK, WORD, token, IDENTITY):
        assert [each[:200] for each in written if secret in each] == []


def test_a_key_that_cannot_be_kept_is_not_told(tmp_path):
    url = f"sqlite:///{tmp_path}/keys.db"
    keys = Keyring(url)
    broken(url, "keys")
    with pytest.raises(Exception, match="no such table") as failed:
        keys.seal(IDENTITY, MARK)
    keys.close()
    assert IDENTITY not in str(failed.value)
