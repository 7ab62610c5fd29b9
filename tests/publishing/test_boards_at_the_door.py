"""Boards through the real doors: registered, hung with a photo, doubted, confirmed, taken down."""

from datetime import UTC
from uuid import UUID

import pytest

from services.publishing.domain.coverage import TOPICS
from services.publishing.views.boards import board_id_of, sheet_id_of
from tests.publishing.house import OTHER, UNIT
from tests.publishing.photos import photo, resaved

BOARD = {
    "unit": UNIT,
    "code": "QL-01",
    "name": "一楼大厅公开栏",
    "place": "县委大院一号楼",
    "audience": "party",
    "fixed": "yes",
    "contact": "办公室 0573-84021234",
}


class Keeper:
    """Somebody at the forms of boards."""

    def __init__(self, house):
        self.house = house

    async def send(self, url, by="publisher", picture=None, **fields):
        files = {"photo": ("现场.jpg", picture, "image/jpeg")} if picture is not None else None
        headers = self.house.as_(by) | {"accept": "text/html"}
        answer = await self.house.client.post(
            url, data=fields, files=files, headers=headers, follow_redirects=False
        )
        await self.follow()
        return answer

    async def follow(self):
        """Wait until the channels were told what follows from it."""
        store, views = self.house.service.store, self.house.service.views
        steps = [each.position for each in store.after(0, 1000) if ".sheet." in each.tag]
        assert await views.reached("reactions:publishing", max(steps, default=0))
        await self.house.settled()

    async def board(self, **changes):
        answer = await self.send("/boards/new", **BOARD | changes)
        assert answer.status_code == 303, answer.text
        wanted = BOARD | changes
        return board_id_of(wanted["unit"], wanted["code"])

    async def hang(self, board, disclosure, picture, by="publisher", **fields):
        told = {"disclosure_id": disclosure, "posted_at": self.now()} | fields
        return await self.send(f"/boards/{board}/sheets", by, picture, **told)

    def now(self):
        return self.house.at.astimezone(UTC).isoformat()


@pytest.fixture
def keeper(house):
    return Keeper(house)


async def told(house, disclosure):
    answer = await house.get(f"/api/disclosures/{disclosure}/deliveries", "publisher")
    rows = answer.json()["deliveries"]
    return [(each["step"], each["outlet"], each["state"]) for each in rows]


@pytest.mark.row("C6")
async def test_a_posting_counts_with_board_photo_poster_and_time_and_a_used_photo_is_flagged(
    house, keeper
):
    board, other = await keeper.board(), await keeper.board(code="QL-02")
    first = await house.open_to("inner", scope="party", duration_days=30)
    second = await house.open_to("inner", scope="party", title="第二件", duration_days=30)
    due = {"due_on": "2026-10-10"}

    for lacking in ({"picture": None}, {"posted_at": ""}, {"due_on": ""}):
        asked = {"picture": photo(1)} | due | lacking
        refused = await keeper.hang(board, first, asked.pop("picture"), **asked)
        assert refused.status_code == 422, lacking
    assert (await keeper.hang(board, first, photo(1), "clerk", **due)).status_code == 403
    assert not [each for each in house.facts() if "sheet" in each["event"]["type"]]

    assert (await keeper.hang(board, first, photo(1), **due)).status_code == 303
    assert (await keeper.hang(board, second, photo(1), **due)).status_code == 303
    assert (await keeper.hang(other, second, photo(1), **due)).status_code == 303
    third, copy = await keeper.board(code="QL-03"), resaved(photo(1), size=(400, 300))
    assert (await keeper.hang(third, first, copy, **due)).status_code == 303

    sheets = [each["event"] for each in house.facts() if "sheet" in each["event"]["type"]]
    assert [bool(each.get("alike")) for each in sheets] == [False, False, True, True]
    assert sheets[0]["board_id"] == str(board)
    assert sheets[0]["poster"]
    assert {each["board_id"] for each in sheets[2]["alike"]} == {str(board)}
    assert [each["same"] for each in sheets[3]["alike"]] == [False] * 3
    seen = await house.page(f"/boards/{board}", "publisher")
    assert "已上墙" in seen
    assert "张贴人：" in seen
    assert "张贴人：" not in await house.page(f"/boards/{board}", "member")
    assert "照片存疑，暂不算已上墙" in await house.page(f"/boards/{other}", "publisher")
    assert "照片存疑" in await house.page("/boards", "publisher")


async def test_what_hangs_is_reported_as_shown_and_what_comes_down_as_gone(house, keeper):
    board = await keeper.board()
    matter = await house.open_to("inner")
    await keeper.hang(board, matter, photo(1))

    for here in (f"/items/{matter}/deliveries", "/register"):
        told_here = await house.page(here, "publisher")
        assert "一楼大厅公开栏" in told_here
        assert f"· {board}" not in told_here
    sheet = sheet_id_of(board, UUID(matter))
    assert ("inner", str(board), "delivered") in await told(house, matter)

    house.later(days=1)
    url = f"/boards/{board}/sheets/{sheet}/remove"
    same = await keeper.send(url, picture=photo(1), removed_at=keeper.now())
    assert "撤下后的照片以前用过" in same.text
    done = await keeper.send(url, picture=photo(2), removed_at=keeper.now())
    assert done.status_code == 303
    assert ("inner", str(board), "removed") in await told(house, matter)
    assert "现在没有张贴事项" in await house.page(f"/boards/{board}", "publisher")


async def test_a_doubtful_photo_is_confirmed_by_somebody_else_and_then_counts(house, keeper):
    board, other = await keeper.board(), await keeper.board(code="QL-02")
    matter = await house.open_to("inner")
    await keeper.hang(board, matter, photo(3))
    await keeper.hang(other, matter, photo(3))
    sheet = sheet_id_of(other, UUID(matter))
    url = f"/boards/{other}/sheets/{sheet}/confirm"
    assert ("inner", str(other), "delivered") not in await told(house, matter)

    own = await keeper.send(url, note="我贴的")
    assert "照片须由张贴人以外的人核实" in own.text
    assert (await keeper.send(url, "stranger", note="路过")).status_code in {403, 404}
    assert (await keeper.send(url, "office", note="已到现场查看")).status_code == 303
    assert ("inner", str(other), "delivered") in await told(house, matter)


async def test_a_corrected_text_takes_the_place_of_the_old_one_on_the_board(house, keeper):
    board = await keeper.board()
    matter = await house.open_to("inner")
    await keeper.hang(board, matter, photo(1))
    await house.change("revise", matter, "人数有误，现予更正。", content="应缴党员13名。")
    assert "已更正，应当更换" in await house.page("/boards", "publisher")

    assert (await keeper.hang(board, matter, photo(4))).status_code == 303
    assert ("inner", str(board), "removed") in await told(house, matter)
    assert ("inner", str(board), "delivered") in await told(house, matter)
    assert "已更正，应当更换" not in await house.page("/boards", "publisher")


@pytest.mark.clause("S0-45")
async def test_a_board_for_members_does_not_count_as_disclosure_to_society(house, keeper):
    board = await keeper.board()
    matter = await house.open_to("public")
    await keeper.hang(board, matter, photo(1))

    steps = {(step, state) for step, outlet, state in await told(house, matter) if outlet}
    assert steps == {("inner", "delivered")}


async def test_a_board_for_everybody_takes_nothing_inner(house, keeper):
    board = await keeper.board(audience="society")
    matter = await house.open_to("inner")
    refused = await keeper.hang(board, matter, photo(1))

    assert refused.status_code == 409
    assert "超出该事项的公开范围" in refused.text
    assert matter not in await house.page(f"/boards/{board}", "publisher")


async def test_what_must_come_down_is_listed_until_it_does(house, keeper):
    board = await keeper.board()
    matter = await house.open_to("inner", scope="party", duration_days=5)
    refused = await keeper.hang(board, matter, photo(1), due_on="2026-12-31")
    assert refused.status_code == 422
    await keeper.hang(board, matter, photo(1), due_on="2026-09-26")
    assert "需要处理的张贴" not in await house.page("/boards", "publisher")
    house.later(days=4)

    assert "已到期，应当撤下" in await house.page("/boards", "publisher")
    assert "需要处理的张贴" not in await house.page("/boards", "other publisher")
    assert "需要处理的张贴" not in await house.page("/boards")


async def test_who_may_stand_before_a_board_finds_it_and_nobody_else(house, keeper):
    party, open_, own = [
        await keeper.board(code=f"QL-{n}", audience=audience)
        for n, audience in enumerate(("party", "society", "unit"))
    ]
    seen = {
        "": [False, True, False],
        "stranger": [True, True, False],
        "member": [True, True, True],
        "publisher": [True, True, True],
    }
    for name, expected in seen.items():
        answers = [await house.get(f"/boards/{each}", name) for each in (party, open_, own)]
        assert [each.status_code == 200 for each in answers] == expected, name
        listed = await house.page("/boards", name)
        told = (await house.get("/api/boards", name, "application/json")).json()
        assert told["total"] == sum(expected)
        assert [str(each) in listed for each in (party, open_, own)] == expected, name


async def test_a_photo_is_for_those_who_keep_the_board(house, keeper):
    board = await keeper.board(audience="society")
    matter = await house.open_to("public")
    await keeper.hang(board, matter, photo(5))
    digest = next(e["event"]["photo"] for e in house.facts() if "posted" in e["event"]["type"])
    url = f"/boards/{board}/photos/{digest['sha256']}"

    assert (await house.get(url, "publisher")).content == photo(5)
    for name in ("", "member", "other publisher"):
        assert (await house.get(url, name)).status_code == 404
    assert digest["sha256"] not in await house.page(f"/boards/{board}")


async def test_a_wrong_field_is_named_and_what_was_typed_is_kept(house, keeper):
    wrong = {
        "code": ("", "公开栏的编号"),
        "contact": ("13812345678", "办公电话"),
        "audience": ("moon", "对象只能是"),
        "unit": (OTHER, "没有办成"),
    }
    for field, (value, said) in wrong.items():
        answer = await keeper.send("/boards/new", **BOARD | {field: value})
        assert answer.status_code in {403, 422}, field
        assert said in answer.text
        assert BOARD["place"] in answer.text

    await adopt(house, {"channels.board.scopes": ["党内"]})
    refused = await keeper.send("/boards/new", **BOARD | {"audience": "society"})
    assert refused.status_code == 409
    assert "实施方案没有规定" in refused.text
    await keeper.board()


@pytest.mark.row("C7")
@pytest.mark.clause("S4-75", "S4-76", "S4-77")
async def test_the_county_page_tells_how_many_boards_there_are_and_what_they_lack(house, keeper):
    await adopt(house, {"boards.fixed.least": 10, "boards.fixed.topics": list(TOPICS)})
    matter = await house.open_to("inner")
    boards = [await keeper.board(code=f"QL-{n:02}") for n in range(1, 10)]
    for n, board in enumerate(boards):
        whole = list(TOPICS) if n != 2 else [each for each in TOPICS if each != "联系方式"]
        await keeper.hang(board, matter, photo(20 + n), topics=whole)
    screen = {key: BOARD[key] for key in ("unit", "name", "place", "audience", "contact")}
    for n in range(5):
        told = await keeper.send("/screens/new", **screen, code=f"P-{n}", layout="led")
        assert told.status_code == 200
    page = await house.page(f"/boards/network?unit={UNIT}", "office")
    assert "不达标" in page
    assert "（9/10）" in page

    tenth = await keeper.board(code="QL-10")
    await keeper.hang(tenth, matter, photo(40), topics=list(TOPICS))
    page = await house.page(f"/boards/network?unit={UNIT}", "office")
    assert "不达标" in page
    assert "QL-03" in page.partition("缺少的内容")[2].partition("逐块情况")[0]
    assert page.count("缺少“") == 1
    assert "缺少“联系方式”" in page
    told = (await house.get(f"/api/boards/network?unit={UNIT}", "office", "*/*")).json()
    assert (told["met"], told["boards"], told["least"]) == (False, 10, 10)
    assert [(each["code"], each["topic"]) for each in told["lacking"]] == [("QL-03", "联系方式")]

    sheet = sheet_id_of(boards[2], UUID(matter))
    await keeper.send(
        f"/boards/{boards[2]}/sheets/{sheet}/remove", picture=photo(41), removed_at=keeper.now()
    )
    await keeper.hang(boards[2], matter, photo(42), topics=list(TOPICS))
    assert "达标。</p>" in await house.page(f"/boards/network?unit={UNIT}", "office")

    assert "不达标" not in await house.page("/desk", "publisher")
    await keeper.send(f"/boards/{tenth}/suspend", reason="大厅装修")
    desk = await house.page("/desk", "publisher")
    assert "固定公开栏不达标：在用9块，规定不少于10块" in desk
    page = await house.page(f"/boards/network?unit={UNIT}", "office")
    assert "不达标" in page
    assert "（9/10）" in page


async def test_a_board_out_of_use_is_not_counted_and_takes_nothing(house, keeper):
    await adopt(house, {"boards.fixed.least": 1})
    board = await keeper.board()
    matter = await house.open_to("inner")
    assert (await keeper.send(f"/boards/{board}/suspend", reason="")).status_code == 422
    assert (await keeper.send(f"/boards/{board}/suspend", reason="大厅装修")).status_code == 303
    assert (await keeper.hang(board, matter, photo(1))).status_code == 409
    page = await house.page(f"/boards/network?unit={UNIT}", "office")
    assert "（0/1）" in page
    assert "大厅装修" in page
    assert "大厅装修" in await house.page(f"/boards/{board}", "publisher")
    assert "大厅装修" not in await house.page(f"/boards/{board}", "stranger")  # nobody reviewed it

    assert (await keeper.send(f"/boards/{board}/resume")).status_code == 303
    changed = BOARD | {"name": "新大厅公开栏"}
    assert (await keeper.send(f"/boards/{board}/change", **changed)).status_code == 303
    assert "新大厅公开栏" in await house.page(f"/boards/{board}", "publisher")


async def adopt(house, values):
    scheme = {"id": "S4", "version": 1, "effective": "2026-07-01", "values": values}
    await house.hear("catalog.scheme.adopted.v1", unit=UNIT, scheme=scheme)
