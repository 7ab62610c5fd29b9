"""What nobody types and yet somebody sends is answered in Chinese, and is no fault of the house."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from litestar import get
from litestar.testing import TestClient
from sqlalchemy.exc import DataError

from shared.testing import NOON
from tests.shared.board import ADDRESS, HERE, HTML, NOTE, build


@get("/then", sync_to_thread=False)
def then(days: int) -> str:
    return str(NOON + timedelta(days=days))


@get("/counted", sync_to_thread=False)
def counted(n: int) -> str:
    with sa.create_engine("sqlite://").connect() as connection:
        return str(connection.execute(sa.select(sa.literal(n))).scalar())


@get("/search", sync_to_thread=False)
def search(page_no: int = 1) -> str:
    return str(page_no)


@get("/stored", sync_to_thread=False)
def stored() -> str:
    raise DataError("select", {}, ValueError("value out of range for type integer"))


@pytest.fixture
def odd(home, board, hands, reasons, lives):
    routes = [then, counted, search, stored]
    with TestClient(build(home, board, hands, reasons, lives, routes=routes)) as client:
        yield client


@pytest.mark.parametrize(
    "asked", ["then?days=-1000000", "then?days=9999999999999", f"counted?n={10**30}", "stored"]
)
def test_a_number_nobody_can_reckon_with_is_said_to_be_one(odd, asked):
    answer = odd.get(f"{HERE}/{asked}", headers=HTML)

    assert answer.status_code == 400
    assert "超出了能够计算的范围" in answer.text
    assert "系统出了意外" not in answer.text


def test_a_character_no_database_keeps_comes_in_by_no_door(clerk, token, board):
    program = {"authorization": f"Bearer {token}"}
    nought = json.dumps(NOTE | {"text": "公\0告"})
    answers = [
        clerk.get(f"{HERE}/notes?q=%00", headers=HTML),
        clerk.post(f"{HERE}/notes", data=NOTE | {"text": "公\0告"}, headers=HTML),
        clerk.put(ADDRESS, content=nought, headers=program | {"content-type": "application/json"}),
    ]

    assert [each.status_code for each in answers] == [400, 400, 400]
    assert all("U+0000" in each.text for each in answers)
    assert answers[2].json()["field"] == "text"
    assert "公告内容</label>" in answers[1].text
    assert board.filed == {}


def test_a_program_need_not_code_the_words_of_its_form(clerk, board):
    plain = {"content-type": "application/x-www-form-urlencoded"}
    clerk.post(f"{HERE}/notes", content="text=今日公开&day=2026-07-01".encode(), headers=plain)

    assert board.last[1].text == "今日公开"


def test_who_writes_about_that_character_is_let_in(client, token, board):
    about = NOTE | {"text": r"写作 \u0000"}
    answer = client.put(ADDRESS, json=about, headers={"authorization": f"Bearer {token}"})

    assert answer.is_success
    assert board.last[1].text == about["text"]


def test_a_page_number_that_is_none_is_called_by_its_name(odd):
    answer = odd.get(f"{HERE}/search?page_no=abc", headers=HTML)
    assert answer.status_code == 400
    assert "<strong>页码</strong>：应当是整数" in answer.text
