"""What somebody who means ill might try at the front door."""

from datetime import timedelta

import pytest
from litestar import get
from litestar._parsers import parse_url_encoded_form_data
from litestar.testing import TestClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as AllLentError

from deploy.local.house import Server
from shared.metrics import UNKEPT_REFUSALS
from shared.serve import serving
from shared.settings import Settings
from shared.store.vault import VaultError
from shared.testing import NOON
from shared.web import arrival
from shared.web.allowance import Allowance
from tests.shared.board import ADDRESS, HERE, NOTE, build

ELSEWHERE = "203.0.113.7"  # an address for examples


async def seen_by(server, peer, said):
    """Return the address that an application behind a server believes to be asked from."""
    server.config.load()
    scope = {
        "type": "http",
        "client": (peer, 50_000),
        "scheme": "http",
        "headers": [(b"x-forwarded-for", said.encode())] if said else [],
    }
    await server.config.loaded_app(scope, None, None)
    return server.config.app.client


class Remembering:
    """An application that remembers who asked."""

    async def __call__(self, scope, _receive, _send):
        self.client = scope["client"][0]


@pytest.mark.parametrize(
    ("proxies", "peer", "said", "believed"),
    [
        ("127.0.0.1", "127.0.0.1", ELSEWHERE, ELSEWHERE),
        ("127.0.0.1", "127.0.0.1", f"1.1.1.1, {ELSEWHERE}", ELSEWHERE),  # the first was made up
        ("127.0.0.1", "198.51.100.4", ELSEWHERE, "198.51.100.4"),  # came past the web server
        ("127.0.0.1,10.0.0.0/8", "10.2.3.4", f"{ELSEWHERE}, 10.9.9.9", ELSEWHERE),
        ("", "127.0.0.1", ELSEWHERE, "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "", "127.0.0.1"),
    ],
)
async def test_only_the_web_server_before_the_house_says_who_is_asking(
    proxies, peer, said, believed
):
    assert await seen_by(Server(Remembering(), proxies), peer, said) == believed
    alone = serving(Remembering(), Settings(proxies=proxies))
    assert await seen_by(alone, peer, said) == believed


def test_what_anybody_could_cause_without_end_has_an_end():
    little = Allowance(at_once=3)
    assert [little.take(NOON) for _ in range(5)] == [True, True, True, False, False]
    assert little.take(NOON + timedelta(seconds=1))
    assert not little.take(NOON + timedelta(seconds=1))
    later = NOON + timedelta(days=1)
    assert [little.take(later) for _ in range(4)] == [True, True, True, False]


def test_nobody_fills_the_book_of_refusals_by_asking(client, board, token):
    lost = UNKEPT_REFUSALS.labels("board")._value.get
    before = lost()
    for _ in range(605):
        assert client.put(ADDRESS, json=NOTE).status_code == 401
    assert (len(board.refused), lost() - before) == (600, 5)
    known = {"authorization": f"Bearer {token}"}
    assert client.put(ADDRESS, json={**NOTE, "text": "满"}, headers=known).status_code == 409
    assert len(board.refused) == 601


@get("/api/away", sync_to_thread=False)
def away() -> str:
    raise OperationalError("SELECT secret", {}, Exception("host=db password=secret"))


@get("/api/busy", sync_to_thread=False)
def busy() -> str:
    raise AllLentError("no connection to db with password=secret")  # all are lent, under load


@get("/api/gone", sync_to_thread=False)
def gone() -> str:
    raise VaultError("host=db password=secret")


@pytest.mark.parametrize("path", ["away", "gone", "busy"])
def test_a_database_that_is_away_is_said_and_nothing_of_it_told(
    home, board, hands, reasons, lives, path
):
    with TestClient(build(home, board, hands, reasons, lives, routes=[away, gone, busy])) as client:
        answer = client.get(f"{HERE}/api/{path}")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"] == "urn:gongkai:DatabaseAwayError"
    assert "secret" not in answer.text


HOSTILE = ("evil.example", "evil.example\r\nX-Evil: 1", "a" * 300, "<script>", "[::1", "")


@pytest.mark.parametrize("host", HOSTILE)
def test_what_is_sent_as_host_comes_back_nowhere(client, host):
    for path in (f"{HERE}/nowhere", f"{HERE}/inner", f"{HERE}/notes"):
        answer = client.get(
            path, headers={"host": host, "accept": "text/html"}, follow_redirects=False
        )
        assert answer.status_code < 500
        assert "evil" not in answer.text + str(answer.headers)


FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_a_form_of_endless_fields_is_refused_before_it_costs_anything(clerk, monkeypatch):
    monkeypatch.setattr(arrival, "FIELDS", 500)
    swollen = b"a=&" * 600
    answer = clerk.post(f"{HERE}/notes", content=swollen, headers=FORM)
    assert answer.status_code == 400
    assert answer.json()["title"] == "一次提交的项目太多，最多 5000 项，请分几次提交。"


def test_what_was_typed_is_not_remembered_by_the_framework(clerk):
    parse_url_encoded_form_data.cache_clear()  # other tests ask the framework itself
    clerk.post(f"{HERE}/notes", content=b"text=%E7%94%B5%E8%AF%9D13909520001", headers=FORM)
    assert parse_url_encoded_form_data.cache_info().currsize == 0


def test_an_unseen_character_at_the_end_of_much_costs_no_search(clerk, monkeypatch):
    much = b'{"text":[' + b"[]," * 500 + rb'"\u0000"]}'
    monkeypatch.setattr(arrival, "NAMED", len(much) - 1)
    answer = clerk.put(ADDRESS, content=much, headers={"content-type": "application/json"})
    assert answer.json()["type"] == "urn:gongkai:UnseenCharacterError"
    fine = clerk.put(ADDRESS, json={**NOTE, "text": r"反斜杠\u0000是文字"})
    assert fine.status_code in {200, 201}
