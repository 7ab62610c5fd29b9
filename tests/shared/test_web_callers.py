"""Who calls, and what happens when they call twice."""

from datetime import timedelta
from uuid import UUID, uuid5

import pytest
from litestar.testing import TestClient

from shared.auth import Held, Sessions, WrongPostError
from shared.clock import Clock
from shared.testing import NOON, UNIT
from shared.web import Caller
from tests.shared.board import (
    ADDRESS,
    COMMAND,
    HERE,
    HTML,
    NOTE,
    OTHER_UNIT,
    PERSON,
    PROGRAM,
    Post,
    build,
)

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
    assert (answer.status_code, answer.json()["detail"]) == (403, "承办人")
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


def test_an_id_that_the_house_derives_itself_is_not_for_callers_to_choose(clerk, board):
    derived = str(uuid5(UUID(COMMAND), "correction"))
    answer = clerk.put(ADDRESS, json=NOTE, headers={"X-Request-Id": derived})
    typed = clerk.post(f"{HERE}/notes", data={**NOTE, "command_id": derived})

    assert answer.status_code == typed.status_code == 400
    assert answer.json()["type"] == "urn:gongkai:CommandIdReservedError"
    assert answer.json()["field"] == "X-Request-Id"
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


def test_who_may_not_is_told_whose_business_it_is_in_chinese():
    somebody = Caller(person="p", at=NOON, command_id=UUID(int=1), correlation_id=UUID(int=2))
    with pytest.raises(WrongPostError) as refused:
        somebody.acting("u", "office", "handler")
    assert refused.value.args == ("领导小组办公室", "意见承办人")
    assert refused.value.sentence.endswith("；这件事由领导小组办公室、意见承办人办理。")
    assert WrongPostError("u").sentence == "您在这个单位没有办理这件事的职务。"  # an id is no post
