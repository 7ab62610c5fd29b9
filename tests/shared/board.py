"""The front door, in front of a tiny service: notes that are pinned to a board."""

import json
from contextlib import asynccontextmanager
from datetime import date
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import pytest
from litestar import Response, get, post, put
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.testing import TestClient
from msgspec import Meta, Struct

from shared.auth import Held, Sessions
from shared.clock import Clock
from shared.decider import ForbiddenError, RejectedError
from shared.record import Cause
from shared.settings import Settings
from shared.store import Receipt
from shared.store.errors import BusyError, StaleError
from shared.testing import NOON, UNIT
from shared.web import Caller, Filled, again, application, filed, page, see_other, tagged

PERSON = "00000000-0000-4000-8000-0000000000bb"
OTHER_UNIT = "00000000-0000-4000-8000-0000000000cc"
COMMAND = "11111111-1111-4111-8111-111111111111"
HTML = {"accept": "text/html,application/xhtml+xml"}
HERE = "/board"


class Post(Enum):
    CLERK = "clerk"
    REVIEWER = "reviewer"


class Colour(Enum):
    RED = "red"


class PinNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1, max_length=20)]
    day: date
    colours: tuple[Colour, ...] = ()
    remark: str | None = None


class BoardIsFullError(RejectedError):
    """公告栏已经贴满，请先取下旧的。"""


class MembersOnlyError(ForbiddenError):
    """这项内容只对党员公开。"""


Form = Annotated[PinNote, Body(media_type=RequestEncodingType.URL_ENCODED)]


class Board:
    """What the door asked for, in order; the same command id is carried out once."""

    def __init__(self):
        self.filed, self.refused, self.closed = {}, [], False

    def pin(self, note: PinNote, cause: Cause) -> Receipt:
        if note.text == "满":
            raise BoardIsFullError(3, date(2026, 7, 1), field="text")
        if note.text == "旧":
            raise StaleError
        if note.text == "忙":
            raise BusyError
        if note.text == "坏":
            raise ZeroDivisionError
        first = Receipt(
            command_id=cause.causation_id,
            position=len(self.filed) + 1,
            stream_id=UUID(COMMAND),
            version=len(self.filed) + 1,
            record_id=UUID(COMMAND),
        )
        return self.filed.setdefault(cause.causation_id, (first, note, cause))[0]

    @property
    def last(self):
        return list(self.filed.values())[-1]

    async def refuse(self, caller, error, asked):
        if self.closed:
            raise OSError
        self.refused.append((caller.person, error.code, asked))


@put("/api/notes/{note_id:uuid}", sync_to_thread=False)
def pin(note_id: UUID, data: PinNote, caller: Caller, board: Board) -> Response[Receipt]:
    receipt = board.pin(data, caller.acting(UNIT, Post.CLERK))
    return filed(receipt, f"{HERE}/api/notes/{note_id}")


@post("/api/opinions", sync_to_thread=False)
def say(data: PinNote, caller: Caller, board: Board) -> Response[Receipt]:
    return filed(board.pin(data, caller.citizen()))


@post("/notes", sync_to_thread=False)
def pin_form(data: Form, caller: Caller, board: Board, expected: int | None) -> Response:
    board.pin(data, caller.acting(UNIT, Post.CLERK))
    board.expected = expected
    return see_other(f"{HERE}/notes")


@post("/notes/careful")
async def pin_carefully(data: Filled[PinNote], caller: Caller, board: Board) -> Redirect:
    async with again(typed_note, data):
        board.pin(data, caller.acting(UNIT, Post.CLERK))
    return see_other(f"{HERE}/notes")


def typed_note(note, refusal):
    if note.colours:
        raise MembersOnlyError
    return page(
        "notes.html.j2", text=f"{note.text}：{refusal.sentence}", status_code=refusal.status
    )


@get("/notes", sync_to_thread=False)
def notes(caller: Caller) -> Response:
    return page("notes.html.j2", text="<b>公告</b>")


@get("/api/notes", sync_to_thread=False)
def row(n: int, caller: Caller) -> Response:
    return tagged({"who": caller.person, "n": n}, version=7)


@get("/desk", sync_to_thread=False)
def desk(caller: Caller) -> Response:
    return page("notes.html.j2", text=caller.known())


@get("/inner", sync_to_thread=False)
def inner(caller: Caller) -> None:
    raise MembersOnlyError


@post("/api/look", sync_to_thread=False)
def look(expected: int | None, caller: Caller, board: Board) -> dict[str, str]:
    board.caller, board.expected = caller, expected
    return {}


@post("/files", sync_to_thread=False)
def bring(
    data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)],
) -> None:
    raise BoardIsFullError(data["file"].filename, data["note"], "command_id" in data)


class Hands:
    def __init__(self):
        self.time = NOON

    def __call__(self):
        return self.time


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def board():
    return Board()


@pytest.fixture
def reasons():
    return {}


@pytest.fixture
def lives():
    return []


def build(home, board, hands, reasons, lives, *, routes=(), **settings):
    (home / "notes.html.j2").write_text(
        "{% extends 'base.html.j2' %}{% block title %}公告{% endblock %}"
        "{% block main %}<p>{{ text }}</p>{% endblock %}"
    )
    (home / "site.json").write_text(
        json.dumps({"name": "青岚县党务公开", "nav": [["首页", "/"], ["公告", "/board/"]]})
    )

    @asynccontextmanager
    async def living(_):
        lives.append("begun")
        yield
        lives.append("ended")

    return application(
        name="board",
        prefix=HERE,
        routes=[pin, say, pin_form, pin_carefully, notes, row, desk, inner, look, bring, *routes],
        dependencies={"board": board, "remark": board},  # a field of a note has the same name
        templates=[home],
        clock=Clock(source=hands),
        settings=Settings(
            home=home, secret=b"s" * 32, site_file=home / "site.json", max_body=2_000, **settings
        ),
        posts=lambda person: (Held(UNIT, "clerk"),) if person == PERSON else (),
        refuse=board.refuse,
        ready=lambda: reasons,
        lifespan=[living],
        labels={"text": "公告内容", "day": "张贴日期"},
    )


@pytest.fixture
def client(home, board, hands, reasons, lives):
    with TestClient(build(home, board, hands, reasons, lives)) as client:
        yield client


@pytest.fixture
def token(hands):
    return Sessions(b"s" * 32, Clock(source=hands)).issue(PERSON, "王芳")


@pytest.fixture
def clerk(client, token):
    client.cookies.set("gk_session", token)
    return client


NOTE = {"text": "今日公开", "day": "2026-07-01"}
ADDRESS = f"{HERE}/api/notes/{COMMAND}"
PROGRAM = {"X-Request-Id": COMMAND}
