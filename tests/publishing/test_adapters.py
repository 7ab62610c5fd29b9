"""Adapters report by their own key, about their own channel, and harm no other."""

from pathlib import Path
from uuid import UUID, uuid4

import httpx
import nkeys
import pytest
from msgspec import json

from deploy.adapters.gongkai_adapter import Carrier, FailedError, House, Key, Proof, read
from services.publishing.views import Outlet
from shared.testing import UNIT
from tests.publishing.test_deliveries import states, told

SEED = nkeys.encode_seed(bytes(range(32)), nkeys.PREFIX_BYTE_USER)
OTHER = nkeys.encode_seed(bytes(range(1, 33)), nkeys.PREFIX_BYTE_USER)
ADAPTERS = [
    {"name": "wechat", "filters": ["channels.wechat.society.>"], "key": ""},
    {"name": "paper", "filters": ["channels.newspaper.*.*", "channels.board.society.*"]},
]
CHANNELS = ["公众号", "报纸", "网站", "公开栏"]


class Wall:
    """A channel of the tests: what it shows, and how often it refuses first."""

    def __init__(self, *faults):
        self.shown, self.faults = {}, list(faults)

    async def show(self, letter):
        if self.faults:
            raise self.faults.pop(0)
        self.shown[letter.showing] = letter.data.content
        return Proof(evidence=letter.data.content.encode(), address="https://w.example/1")

    async def remove(self, letter):
        self.shown.pop(letter.showing, None)
        return Proof(evidence=b"gone")


@pytest.fixture
def roster(settings, tmp_path):
    """Two adapters: one keeps its key to itself, the other's lies with the house."""
    keys = settings.home / "nats" / "keys"
    keys.mkdir(parents=True)
    (keys / "adapter-paper.nk").write_bytes(OTHER)
    public = nkeys.from_seed(bytearray(SEED)).public_key.decode()
    chosen = [ADAPTERS[0] | {"key": public}, ADAPTERS[1]]
    (settings.home / "nats" / "adapters.json").write_bytes(json.encode(chosen))
    return tmp_path


def key_of(folder: Path, seed=SEED):
    file = folder / "adapter.nk"
    file.write_bytes(seed)
    return Key(file)


def adapter(house, folder, name="wechat", seed=SEED):
    return House(name, "", key_of(folder, seed), client=house.client)


def letters(house, channel="wechat"):
    found = [read(each.body) for each in Outlet(house.service.views).after(0, 1000)]
    return [each for each in found if each.subject.startswith(f"{channel}.society")]


async def state(house, disclosure, form="公众号", version=1):
    return (await states(house, disclosure))[version, "public", form, ""]


async def test_what_an_adapter_shows_is_reported_with_its_evidence(roster, house):
    disclosure = await house.open_to("public", channels=CHANNELS)
    wall = Wall()
    carrier = Carrier(wall, adapter(house, roster))
    [letter] = letters(house)

    assert [(await carrier.carry(letter)).done for _ in range(2)] == ["delivered", "delivered"]
    assert await state(house, disclosure) == "delivered"
    assert len(wall.shown) == 1
    [row] = [
        each for each in (await told(house, disclosure))["deliveries"] if each["form"] == "公众号"
    ]
    assert (row["via"], row["post"], row["address"]) == ("wechat", "adapter", "https://w.example/1")


async def test_a_failure_is_shown_as_failed_until_it_is_confirmed(roster, house):
    disclosure = await house.open_to("public", channels=CHANNELS)
    faults = [FailedError("平台没有答复"), RuntimeError("x")]
    carrier = Carrier(Wall(*faults), adapter(house, roster), again=(5, 30))
    [letter] = letters(house)

    assert (await carrier.carry(letter, 1)).wait == 5
    assert await state(house, disclosure) == "failed"
    assert (await told(house, disclosure))["standing"] == "公开中（部分到位）"
    assert (await carrier.carry(letter, 2)).wait == 30
    assert (await carrier.carry(letter, 3)).done == "delivered"
    assert house.facts()[-1]["event"]["type"] == "publishing.delivery.confirmed.v1"
    assert house.facts()[-1]["event"]["failures"] == 2


async def test_what_fails_for_good_waits_for_an_operator_and_is_told_again(roster, house):
    disclosure = await house.open_to("public", channels=CHANNELS)
    carrier = Carrier(Wall(FailedError("内容被平台拒绝", final=True)), adapter(house, roster))
    [letter] = letters(house)
    assert (await carrier.carry(letter)).wait is None

    answer = await house.client.post(
        f"/api/disclosures/{disclosure}/deliveries/retry",
        json={"step": "public", "form": "公众号"},
        headers=house.as_("publisher"),
    )
    assert answer.status_code == 201, answer.text
    first, again = letters(house)
    assert (first.id != again.id, first.showing) == (True, again.showing)
    assert (await carrier.carry(again)).done == "delivered"
    assert len(letters(house, "newspaper")) == 1  # nobody else was told again


async def test_a_correction_replaces_and_a_withdrawal_takes_down(roster, house):
    disclosure = await house.open_to("public", channels=CHANNELS)
    wall = Wall()
    carrier = Carrier(wall, adapter(house, roster))
    await carrier.carry(letters(house)[-1])
    await house.change("revise", disclosure, "更正", content="新的内容", channels=CHANNELS)
    assert await state(house, disclosure) == "removing"
    await carrier.carry(letters(house)[-1])
    assert [await state(house, disclosure, version=each) for each in (1, 2)] == [
        "replaced",
        "delivered",
    ]

    await house.change("withdraw", disclosure, "予以撤回。")
    assert (await carrier.carry(letters(house)[-1])).done == "removed"
    assert await state(house, disclosure, version=2) == "removed"


async def test_an_adapter_that_lies_is_refused_and_kept_for_auditors(roster, house):
    disclosure = await house.open_to("public", channels=CHANNELS)
    [letter], [foreign] = letters(house), letters(house, "newspaper")
    liar = Carrier(Wall(), adapter(house, roster))

    assert (await liar.carry(foreign)).done == "refused"
    assert await state(house, disclosure, "报纸") == "expected"
    forged = adapter(house, roster, seed=OTHER)
    assert (await Carrier(Wall(), forged).carry(letter)).done == "refused"
    body = {
        "id": str(uuid4()),
        "subject": letter.subject,
        "disclosure_id": disclosure,
        "version": 1,
        "outcome": "delivered",
        "evidence": "ab" * 32,
        "content_sha256": "00" * 32,
    }
    answer = await post(house, roster, body)
    assert answer.json()["title"] == "渠道上展示的内容与批准的内容不一致，不能算作送达。"
    assert await state(house, disclosure) == "expected"
    rules = [each.event.rule for each in house.refusals()]
    assert rules == ["NotItsChannelError", "AdapterUnknownError", "ContentDiffersError"]


async def post(house, folder, body, path="/api/channels/wechat/reports"):
    text = json.encode(body)
    signature = key_of(folder).sign(f"POST {path}\n".encode() + text)
    return await house.client.post(path, content=text, headers={"gk-signature": signature})


@pytest.mark.parametrize(
    ("changes", "status", "rule"),
    [
        ({"outcome": "perhaps"}, 422, "OutcomeUnknownError"),
        ({"subject": f"wechat.society.{UUID(int=5)}"}, 403, "NotItsChannelError"),
        ({"subject": "wechat.society"}, 403, "NotItsChannelError"),
        ({"more": 1}, 422, "ReportMalformedError"),
        ({"outcome": "failed"}, 422, "FailureReasonMissingError"),
        ({"disclosure_id": str(UUID(int=9))}, 404, "NotRegisteredError"),
    ],
)
async def test_a_report_that_says_nothing_is_refused_by_name(roster, house, changes, status, rule):
    disclosure = await house.open_to("public", channels=CHANNELS)
    body = {
        "id": str(uuid4()),
        "subject": f"wechat.society.{UNIT}",
        "disclosure_id": disclosure,
        "version": 1,
        "outcome": "delivered",
        "evidence": "ab" * 32,
    }
    answer = await post(house, roster, body | changes)

    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:gongkai:{rule}")


async def test_letters_are_heard_again_from_any_day_on_and_only_ones_own(roster, house):
    for day in range(3):
        await house.open_to("public", title=f"第{day}件", channels=CHANNELS)
        house.later(days=1)
    mine, paper = adapter(house, roster), adapter(house, roster, "paper", OTHER)

    assert [each.data.title async for each in mine.replay("2026-09-25")] == ["第1件", "第2件"]
    assert len([each async for each in mine.replay("2026-01-01")]) == 3
    assert [each async for each in mine.replay("2026-09-30")] == []
    kinds = {each.subject.rpartition(".")[0] async for each in paper.replay("2026-09-26")}
    assert kinds == {"newspaper.society", "board.society"}
    with pytest.raises(httpx.HTTPStatusError):
        assert [each async for each in mine.replay("昨天")]


async def test_a_house_that_is_away_costs_nothing_but_time(roster, house):
    await house.open_to("public", channels=CHANNELS)
    away = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(503)), base_url="http://away"
    )
    carrier = Carrier(Wall(), House("wechat", "", key_of(roster), client=away))

    assert (await carrier.carry(letters(house)[0])).done == "unreported"
    assert (await carrier.carry(letters(house)[0])).wait == 5


async def test_the_adapter_of_the_guide_works_as_it_is_printed(roster, house, tmp_path):
    guide = (Path(__file__).parents[2] / "deploy/adapters/README.md").read_text(encoding="utf-8")
    blocks = [each.partition("```")[0] for each in guide.split("```python\n")[1:]]
    printed = {}
    exec("\n".join(blocks), printed)

    assert callable(printed["main"])
    disclosure = await house.open_to("public", channels=CHANNELS)
    paper = printed["Paper"](tmp_path / "press")
    carrier = Carrier(paper, adapter(house, roster, "paper", OTHER))
    [letter] = letters(house, "newspaper")
    assert (await carrier.carry(letter)).done == "failed"
    paper.folder.mkdir()
    assert (await carrier.carry(letter, 2)).done == "delivered"
    assert await state(house, disclosure, "报纸") == "delivered"
    assert letter.data.content in next(paper.folder.iterdir()).read_text(encoding="utf-8")
