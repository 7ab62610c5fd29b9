"""The front door, in front of a tiny service: notes that are pinned to a board."""

import json
from contextlib import asynccontextmanager
from datetime import date, timedelta
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import pytest
from litestar import Response, get, post, put
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.testing import TestClient
from msgspec import Meta, Struct

from shared.auth import Held, Sessions
from shared.clock import Clock
from shared.decider import ForbiddenError, RejectedError
from shared.metrics import REFUSALS
from shared.record import Cause
from shared.settings import Settings
from shared.store import Receipt
from shared.store.errors import BusyError, StaleError
from shared.testing import NOON, UNIT
from shared.web import Caller, application, filed, local_path, page, see_other, tagged

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


def build(home, board, hands, reasons, lives, **settings):
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
        routes=[pin, say, pin_form, notes, row, desk, inner, look, bring],
        dependencies={"board": board},
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


# ── who calls ────────────────────────────────────────────────────────────────────────────────


def test_a_command_is_filed_in_the_callers_name_and_post(clerk, board):
    answer = clerk.put(ADDRESS, json=NOTE, headers=PROGRAM)

    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.headers["location"] == ADDRESS
    assert answer.json()["command_id"] == COMMAND
    cause = board.last[2]
    assert (cause.actor, cause.unit, cause.post, cause.at) == (PERSON, UNIT, "clerk", NOON)
    assert cause.correlation_id == cause.causation_id == UUID(COMMAND)


def test_a_program_may_bring_the_same_token_in_a_header(client, token):
    answer = client.put(ADDRESS, json=NOTE, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 201


def test_a_command_without_an_id_gets_one(clerk, board):
    clerk.put(ADDRESS, json=NOTE)
    assert board.last[2].causation_id.version == 4


def test_a_command_joins_the_story_it_belongs_to(clerk, board):
    story = "22222222-2222-4222-8222-222222222222"
    clerk.put(ADDRESS, json=NOTE, headers={"X-Correlation-Id": story})
    assert board.last[2].correlation_id == UUID(story)


def test_a_citizens_command_does_not_say_who_it_was(clerk, board):
    assert clerk.post(f"{HERE}/api/opinions", json=NOTE).status_code == 201
    assert (board.last[2].actor, board.last[2].unit) == ("citizen", "")


def test_who_has_not_logged_in_is_told_so(client, board):
    answer = client.put(ADDRESS, json=NOTE)
    assert (answer.status_code, answer.json()["title"]) == (401, "请先登录再办理。")
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert board.refused == [("", "NotLoggedInError", f"PUT {ADDRESS}")]


def test_a_forged_cookie_is_as_good_as_none(client, board):
    client.cookies.set("gk_session", "eyJwZXJzb24iOiJhZG1pbiJ9.c2ln")
    assert client.put(ADDRESS, json=NOTE).json()["type"] == "urn:gongkai:NotLoggedInError"
    assert board.filed == {}


def test_a_forged_token_is_refused_even_where_everybody_may_read(client):
    answer = client.get(f"{HERE}/api/notes?n=1", headers={"Authorization": "Bearer x.y"})
    assert answer.status_code == 401


def test_an_expired_session_says_that_it_expired(clerk, hands, board):
    hands.time += timedelta(hours=13)
    answer = clerk.put(ADDRESS, json=NOTE)
    assert (answer.status_code, answer.json()["title"]) == (401, "登录已过期，请重新登录。")
    assert board.filed == {}


def test_an_expired_session_still_reads_what_everybody_may_read(clerk, hands):
    hands.time += timedelta(hours=13)
    answer = clerk.get(f"{HERE}/notes", headers=HTML)
    assert answer.status_code == 200
    assert "重新登录" in answer.text


def test_a_page_that_needs_a_person_leads_to_the_login_and_back(client):
    answer = client.get(f"{HERE}/desk?a=1&b=二", headers=HTML, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/catalog/login?next=/board/desk%3Fa%3D1%26b%3D%25E4%25BA%258C"
    )


def test_a_post_held_elsewhere_does_not_count(client, hands, board):
    other = Sessions(b"s" * 32, Clock(source=hands)).issue("someone-else", "李明")
    client.cookies.set("gk_session", other)
    answer = client.put(ADDRESS, json=NOTE)
    assert (answer.status_code, answer.json()["detail"]) == (403, "clerk")
    assert board.refused == [("someone-else", "WrongPostError", f"PUT {ADDRESS}")]


def test_a_caller_acts_in_the_first_post_that_is_held():
    caller = Caller(
        person=PERSON,
        posts=(Held(UNIT, "reviewer"), Held(OTHER_UNIT, "clerk")),
        at=NOON,
        command_id=UUID(COMMAND),
        correlation_id=UUID(COMMAND),
    )
    assert caller.acting(UNIT, Post.CLERK, Post.REVIEWER).post == "reviewer"
    assert caller.holds(UNIT)
    assert not caller.holds(UNIT, Post.CLERK)
    assert caller.units(Post.CLERK) == (OTHER_UNIT,)
    assert caller.personally().post == ""


def test_a_session_in_use_gets_a_new_cookie_after_an_hour(clerk, hands, token):
    assert "set-cookie" not in clerk.get(f"{HERE}/notes").headers
    hands.time += timedelta(hours=1)
    cookie = clerk.get(f"{HERE}/notes").headers["set-cookie"]
    assert cookie.startswith("gk_session=")
    assert token not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_behind_tls_the_cookie_is_bound_to_the_host(home, board, hands, token):
    app = build(home, board, hands, {}, [], secure_cookies=True)
    hands.time += timedelta(hours=2)
    with TestClient(app, base_url="https://gk.example") as client:
        client.cookies.set("__Host-gk", token)
        answer = client.get(f"{HERE}/notes")
    assert answer.headers["set-cookie"].startswith("__Host-gk=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


# ── the same command twice ───────────────────────────────────────────────────────────────────


def test_the_same_command_id_is_carried_out_once(clerk, board):
    first, second = (clerk.put(ADDRESS, json=NOTE, headers=PROGRAM) for _ in range(2))
    assert first.json() == second.json()
    assert len(board.filed) == 1


def test_a_form_sent_twice_is_carried_out_once(clerk, board):
    form = {**NOTE, "command_id": COMMAND, "expected": "3"}
    for header in ("33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"):
        answer = clerk.post(
            f"{HERE}/notes", data=form, headers={"X-Request-Id": header}, follow_redirects=False
        )
        assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}/notes")
    assert list(board.filed) == [UUID(COMMAND)]
    assert board.expected == 3


@pytest.mark.parametrize("header", ["X-Request-Id", "X-Correlation-Id"])
def test_an_id_that_is_none_is_refused_and_named(clerk, header, board):
    answer = clerk.put(ADDRESS, json=NOTE, headers={header: "42"})
    assert (answer.status_code, answer.json()["field"]) == (400, header)
    assert header in answer.json()["title"]
    assert board.filed == {}


@pytest.mark.parametrize(("given", "version"), [('"3"', 3), ("3", 3), ("*", None), ("", None)])
def test_if_match_is_the_version_the_caller_saw(client, board, given, version):
    assert client.post(f"{HERE}/api/look", headers={"If-Match": given}).status_code == 201
    assert board.expected == version


@pytest.mark.parametrize("given", ["x", '"-1"', '"1", "2"', 'W/"3"', "³", "9" * 400])
def test_a_malformed_version_is_refused(client, given):
    answer = client.post(f"{HERE}/api/look", headers={"If-Match": given.encode()})
    assert (answer.status_code, answer.json()["field"]) == (400, "If-Match")


def test_a_row_carries_its_version(client):
    assert client.get(f"{HERE}/api/notes?n=1").headers["etag"] == '"7"'


# ── what is wrong with it ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"text": None}, "text", "应当是文字，收到的是空。"),
        ({"text": ""}, "text", "必须填写。"),
        ({"text": "长" * 21}, "text", "太长，最多 20 个字。"),
        ({"text": ["x"]}, "text", "应当是文字，收到的是列表。"),
        ({"day": "1 July"}, "day", "不是有效的日期，例如 2026-07-01。"),
        ({"day": "2026-02-30"}, "day", "不是有效的日期，例如 2026-07-01。"),
        ({"colours": ["blue"]}, "colours[0]", "不在可选的范围内。"),
        ({"colours": "red"}, "colours", "应当是列表，收到的是文字。"),
        ({"secret": 1}, "secret", "没有这一项，请检查名称。"),
    ],
)
def test_a_wrong_input_is_named_and_explained(clerk, change, field, sentence):
    answer = clerk.put(ADDRESS, json={**NOTE, **change})
    assert answer.status_code == 422
    assert (answer.json()["field"], answer.json()["errors"][0]["sentence"]) == (field, sentence)


def test_a_missing_input_is_named_in_words(clerk):
    answer = clerk.put(ADDRESS, json={"day": "2026-07-01"}).json()
    assert (answer["field"], answer["detail"]) == ("text", "公告内容：必须填写。")


@pytest.mark.parametrize(
    ("body", "detail"),
    [(b'{"text": "x",', "内容到一半就断了"), (b"{'text'}", "在第 2 个字节处"), (b"\xff{}", None)],
)
def test_malformed_json_is_said_to_be_so(clerk, body, detail):
    answer = clerk.put(ADDRESS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:gongkai:MalformedJson"
    assert detail is None or answer.json()["detail"] == detail


def test_a_command_without_content_is_said_to_be_so(clerk):
    answer = clerk.put(ADDRESS)
    assert (answer.status_code, answer.json()["errors"][0]["sentence"]) == (422, "没有内容。")


@pytest.mark.parametrize("query", ["", "?n=x"])
def test_a_wrong_question_is_named(client, query):
    answer = client.get(f"{HERE}/api/notes{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, "n")


def test_a_body_that_is_too_large_is_refused(clerk):
    answer = clerk.put(ADDRESS, json={**NOTE, "remark": "长" * 2_000})
    assert (answer.status_code, answer.json()["title"]) == (413, "提交的内容太大。")


def test_an_address_that_is_not_there(client):
    for path in ("/nowhere", "/notes/1/2", "/look/nothing.css", "/look/../app.py"):
        answer = client.get(f"{HERE}{path}")
        assert (answer.status_code, answer.json()["title"]) == (404, "没有找到您要的内容。")


def test_a_method_that_is_not_there_says_which_are(client):
    answer = client.delete(f"{HERE}/api/notes")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.json()["title"] == "这个地址不支持这种操作。"


# ── refused by a rule ────────────────────────────────────────────────────────────────────────


def test_a_refusal_names_the_rule_the_field_and_the_evidence(clerk, board):
    answer = clerk.put(ADDRESS, json={**NOTE, "text": "满"})
    assert answer.status_code == 409
    assert answer.json() == {
        "type": "urn:gongkai:BoardIsFullError",
        "title": "公告栏已经贴满，请先取下旧的。",
        "status": 409,
        "detail": "3、2026-07-01",
        "field": "text",
        "errors": [
            {"field": "text", "sentence": "公告栏已经贴满，请先取下旧的。", "label": "公告内容"}
        ],
    }
    assert board.refused == [(PERSON, "BoardIsFullError", f"PUT {ADDRESS}")]


@pytest.mark.parametrize(("text", "status", "wait"), [("旧", 412, None), ("忙", 503, "1")])
def test_the_vaults_refusals_have_their_own_status(clerk, text, status, wait, board):
    answer = clerk.put(ADDRESS, json={**NOTE, "text": text})
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, wait)
    assert len(board.refused) == (status < 500)


def test_a_fault_is_numbered_and_says_nothing_else(clerk, caplog, board):
    answer = clerk.put(ADDRESS, json={**NOTE, "text": "坏"})
    incident = answer.json()["instance"].removeprefix("urn:uuid:")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert incident in caplog.text
    assert board.refused == []


def test_a_forbidden_read_is_kept_for_the_auditors(clerk, board):
    assert clerk.get(f"{HERE}/inner").status_code == 403
    assert board.refused == [(PERSON, "MembersOnlyError", f"GET {HERE}/inner")]


def test_the_answer_does_not_wait_for_a_book_of_refusals_that_is_closed(clerk, board, caplog):
    board.closed = True
    assert clerk.put(ADDRESS, json={**NOTE, "text": "满"}).status_code == 409
    assert "BoardIsFullError" in caplog.text


# ── other websites ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver.local"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.local.evil.example"},
    ],
)
def test_another_website_cannot_act_in_a_readers_name(clerk, board, headers):
    answer = clerk.post(f"{HERE}/notes", data=NOTE, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:gongkai:CrossOriginError")
    assert board.filed == {}
    assert board.refused == [(PERSON, "CrossOriginError", f"POST {HERE}/notes")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver.local"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver.local"},
        {},
    ],
)
def test_our_own_pages_and_programs_may(clerk, board, headers):
    clerk.post(f"{HERE}/notes", data=NOTE, headers=headers, follow_redirects=False)
    assert len(board.filed) == 1


def test_another_website_may_link_to_us(clerk):
    assert clerk.get(f"{HERE}/notes", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


# ── pages ────────────────────────────────────────────────────────────────────────────────────


def test_a_page_shows_who_is_reading_and_escapes_what_it_shows(clerk):
    answer = clerk.get(f"{HERE}/notes", headers=HTML)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "&lt;b&gt;公告&lt;/b&gt;" in answer.text
    assert "王芳" in answer.text
    assert "2026年7月1日" in answer.text
    assert answer.headers["cache-control"] == "private, no-cache"


def test_every_answer_is_dressed(client):
    for path in ("/notes", "/nowhere", "/health/live", "/look/gk.css"):
        headers = client.get(f"{HERE}{path}").headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert len(headers.get_list("cache-control")) == 1


def test_a_page_carries_no_script_and_no_style_of_its_own(clerk):
    for path in ("/notes", "/nowhere", "/inner"):
        text = clerk.get(f"{HERE}{path}", headers=HTML).text
        assert "<style" not in text
        assert "style=" not in text
        assert "<script>" not in text
        assert "onclick" not in text


def test_an_error_is_a_page_for_a_reader(client):
    answer = client.get(f"{HERE}/nowhere", headers={**HTML, "Referer": "http://testserver.local/x"})
    assert answer.status_code == 404
    assert '<h1 id="what">没有找到您要的内容。</h1>' in answer.text
    assert 'href="/x"' in answer.text


def test_a_stranger_cannot_choose_the_way_back(client):
    answer = client.get(f"{HERE}/nowhere", headers={**HTML, "Referer": "https://evil.example/x"})
    assert "evil" not in answer.text


def test_what_a_person_typed_is_not_lost(clerk):
    form = {"text": "这一段文字写得实在是太长了所以公告栏里放不下", "day": "2026-07-01"}
    answer = clerk.post(f"{HERE}/notes", data={**form, "command_id": COMMAND}, headers=HTML)
    assert answer.status_code == 422
    assert "公告内容" in answer.text
    assert form["text"] in answer.text
    assert f'name="command_id" value="{COMMAND}"' in answer.text
    assert 'name="day" value="2026-07-01"' in answer.text


def test_what_was_written_beside_a_file_is_shown_but_not_sent_without_it(clerk):
    answer = clerk.post(
        f"{HERE}/files",
        data={"note": "请看附件", "command_id": COMMAND},
        files={"file": ("目录.txt", b"x")},
        headers=HTML,
    )
    assert answer.status_code == 409
    assert "目录.txt、请看附件、False" in answer.text
    assert "再次提交" not in answer.text


def test_what_is_left_empty_in_a_form_counts_as_not_filled_in(clerk, board):
    clerk.post(
        f"{HERE}/notes",
        data={"text": "一\r\n二", "day": "2026-07-01", "colours": "red", "remark": "  "},
        follow_redirects=False,
    )
    assert board.last[1] == PinNote(text="一\n二", day=date(2026, 7, 1), colours=(Colour.RED,))
    answer = clerk.post(f"{HERE}/notes", data={"text": "", "day": "2026-07-01"})
    assert (answer.status_code, answer.json()["field"]) == (422, "text")


def test_a_large_type_and_a_high_contrast_are_remembered(client):
    answer = client.get(
        f"{HERE}/look/choose?size=large&contrast=high&back={HERE}/notes", headers=HTML
    )
    assert answer.url.path == f"{HERE}/notes"
    assert 'data-size="large" data-contrast="high"' in answer.text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil", "x", "/\n"])
def test_nobody_is_led_out_of_the_house(client, back):
    answer = client.get(
        f"{HERE}/look/choose", params={"size": "x", "back": back}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "set-cookie" not in answer.headers


def test_a_local_address_stays_as_it_is():
    assert local_path("/workflow/desk?a=1#x") == "/workflow/desk?a=1#x"


# ── files, health, description ───────────────────────────────────────────────────────────────


def test_files_of_the_look_are_compressed_and_kept_for_ever(client):
    page_text = client.get(f"{HERE}/notes", headers=HTML).text
    address = page_text.partition('stylesheet" href="')[2].partition('"')[0]
    answer = client.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert "--red" in answer.text
    again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{HERE}/look/gk.css?v=old").headers["cache-control"] == "no-cache"


def test_head_is_get_without_the_body(client):
    for path in ("/notes", "/notes/", "/api/notes?n=1", "/health/live", "/look/gk.css"):
        head, whole = client.head(f"{HERE}{path}"), client.get(f"{HERE}{path}")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == whole.headers["content-type"]


def test_readiness_tells_the_truth(client, reasons):
    assert client.get(f"{HERE}/health/ready").json()["status"] == "ready"
    reasons["store"] = "记录库不能写入"
    answer = client.get(f"{HERE}/health/ready")
    assert (answer.status_code, answer.json()["reasons"]) == (503, {"store": "记录库不能写入"})
    assert client.get(f"{HERE}/health/live").status_code == 200


def test_figures_are_those_of_this_service_alone(client):
    REFUSALS.labels("elsewhere", "Rule").inc()
    client.put(ADDRESS, json=NOTE)
    text = client.get(f"{HERE}/metrics").text
    assert 'gongkai_refusals_total{rule="NotLoggedInError",service="board"}' in text
    assert "elsewhere" not in text
    assert "_created{" not in text
    assert 'route="/board/api/notes/{note_id}",service="board",status="401"' in text


def test_the_description_is_as_strict_as_the_service(client):
    described = client.get(f"{HERE}/schema").json()
    assert f"{HERE}/api/notes/{{note_id}}" in described["paths"]
    note = described["components"]["schemas"]
    assert [each["additionalProperties"] for name, each in note.items() if "PinNote" in name] == [
        False
    ]


def test_the_service_lives_as_long_as_its_door_is_open(home, board, hands):
    lives = []
    with TestClient(build(home, board, hands, {}, lives)):
        assert lives == ["begun"]
    assert lives == ["begun", "ended"]


def test_a_house_at_the_root_has_all_its_addresses_there(home, board, hands):
    app = application(
        name="root",
        prefix="/",
        routes=[notes],
        dependencies={},
        templates=[home],
        clock=Clock(source=hands),
        settings=Settings(home=home, secret=b"s" * 32),
        posts=lambda _: (),
        refuse=board.refuse,
        ready=dict,
    )
    (home / "notes.html.j2").write_text("{{ look('gk.css') }}{{ text }}")
    with TestClient(app) as client:
        for path in ("/notes", "/health/ready", "/look/gk.css", "/schema", "/metrics"):
            assert client.get(path).status_code == 200
        assert client.get("/notes").text.startswith("/look/gk.css?v=")
