"""What readers see, and what operators and programs may ask."""

from datetime import date, timedelta

import pytest
from litestar import get, post
from litestar.testing import TestClient

from shared.clock import Clock
from shared.metrics import REFUSALS
from shared.settings import Settings
from shared.web import application, local_path
from tests.shared.board import ADDRESS, COMMAND, HERE, HTML, NOTE, Colour, PinNote, build, notes

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


def test_what_was_typed_outlives_the_session(clerk, hands, board):
    hands.time += timedelta(hours=13)
    form = {"text": "写了一下午", "day": "2026-07-01", "command_id": COMMAND}
    answer = clerk.post(f"{HERE}/notes", data=form, headers=HTML)
    assert answer.status_code == 401
    assert 'target="_blank">在新窗口登录</a>' in answer.text
    assert "写了一下午" in answer.text
    assert ">day</label>" not in answer.text  # no English name of a field stands for its label
    assert "再次提交" in answer.text
    assert board.filed == {}


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


def test_below_the_description_is_nothing_and_the_house_says_so(client):
    answer = client.get(f"{HERE}/schema/elsewhere", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert "Not found" not in answer.text


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


def test_reading_and_acting_at_one_address_may_both_leave_the_loop(
    home, board, hands, reasons, lives
):
    @get("/both", sync_to_thread=True)
    def look_there() -> dict[str, str]:
        return {"was": "read"}

    @post("/both", sync_to_thread=True)
    def act_there() -> dict[str, str]:
        return {"was": "done"}

    app = build(home, board, hands, reasons, lives, routes=[look_there, act_there])
    with TestClient(app) as visitor:
        assert visitor.get(f"{HERE}/both").json() == {"was": "read"}
        assert visitor.post(f"{HERE}/both").json() == {"was": "done"}
        assert visitor.get(f"{HERE}/both").status_code == 200
