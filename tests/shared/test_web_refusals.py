"""What the door refuses, and in which words."""

import pytest

from tests.shared.board import ADDRESS, HERE, HTML, NOTE, PERSON

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
        ({"remark": {}}, "remark", "应当是文字或空，收到的是对象。"),
    ],
)
def test_a_wrong_input_is_named_and_explained(clerk, change, field, sentence):
    answer = clerk.put(ADDRESS, json={**NOTE, **change})
    assert answer.status_code == 422
    assert (answer.json()["field"], answer.json()["errors"][0]["sentence"]) == (field, sentence)


def test_a_missing_input_is_named_in_words(clerk):
    answer = clerk.put(ADDRESS, json={"day": "2026-07-01"}).json()
    assert (answer["field"], answer["detail"]) == ("text", "公告内容：必须填写。")


def test_a_name_that_is_not_asked_for_is_told_as_it_was_written(clerk):
    answer = clerk.put(ADDRESS, json={**NOTE, "q": "x"}).json()  # elsewhere it is a 检索词
    assert (answer["field"], answer["detail"]) == ("q", "q：没有这一项，请检查名称。")


@pytest.mark.parametrize(
    ("body", "detail"),
    [(b'{"text": "x",', "内容到一半就断了"), (b"{'text'}", "在第 2 个字节处"), (b"\xff{}", None)],
)
def test_malformed_json_is_said_to_be_so(clerk, body, detail):
    answer = clerk.put(ADDRESS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:gongkai:MalformedJson"
    assert detail is None or answer.json()["detail"] == detail


@pytest.mark.parametrize("body", [b"[" * 1_500, b'{"a":' * 300])
def test_json_nested_without_end_is_malformed_and_no_accident(clerk, body, caplog):
    answer = clerk.put(ADDRESS, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:gongkai:MalformedJson"
    assert not [each for each in caplog.records if "incident" in each.message]


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


def test_a_form_that_is_handed_back_says_why_and_auditors_learn_of_it(clerk, board):
    there = f"{HERE}/notes/careful"
    answer = clerk.post(there, data={**NOTE, "text": "满"}, headers=HTML)
    assert (answer.status_code, len(board.filed)) == (409, 0)
    assert "满：公告栏已经贴满，请先取下旧的。" in answer.text
    assert board.refused == [(PERSON, "BoardIsFullError", f"POST {there}")]

    fine = clerk.post(there, data=NOTE, headers=HTML, follow_redirects=False)
    assert (fine.status_code, len(board.filed), len(board.refused)) == (303, 1, 1)


def test_a_form_that_is_handed_back_says_when_it_may_succeed(clerk):
    answer = clerk.post(f"{HERE}/notes/careful", data={**NOTE, "text": "忙"}, headers=HTML)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_who_may_not_see_the_page_of_a_form_is_told_what_was_refused(clerk, board):
    form = {**NOTE, "text": "满", "colours": "red"}
    answer = clerk.post(f"{HERE}/notes/careful", data=form, headers=HTML)
    assert (answer.status_code, [each[1] for each in board.refused]) == (409, ["BoardIsFullError"])
    assert '<h1 id="what">公告栏已经贴满，请先取下旧的。</h1>' in answer.text


def test_who_is_not_logged_in_any_more_keeps_what_they_typed(client):
    form = {**NOTE, "remark": "写了很久的话"}
    answer = client.post(f"{HERE}/notes/careful", data=form, headers=HTML)
    assert answer.status_code == 401
    assert "写了很久的话" in answer.text
    assert "登录" in answer.text


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
