"""From a fact heard to a proof in a citizen's hand, over real doors and a real ledger."""

import json
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from services.archive.gateways.ledger import DivergedError, GapError
from services.archive.verify import verify
from services.archive.verify.report import Outcome
from shared.record import Letter
from tests.archive.conftest import AUDITOR, CLERK, DISCLOSURE, PROPOSAL, UNIT, Town
from tests.conftest import missing

STATIC = Path(__file__).parents[2] / "services/archive/static"


def checked(town, **more):
    house = town.service
    url = town.settings.store_url("archive").replace("facts.db", "ledger.db")
    return verify(house.folder, house.signer.verifier, ledger=url, **more)


async def test_everything_heard_is_logged_signed_and_verifies(either_town):
    town = either_town
    report = checked(town)

    assert (report.outcome, report.first, report.waiting) == (Outcome.PASSED, None, 0)
    assert {name: report.services[name] for name in ("catalog", "workflow", "publishing")} == {
        "catalog": 5,
        "workflow": 2,
        "publishing": 2,
    }


async def test_the_archive_s_own_facts_travel_with_those_of_others_and_never_alone(either_town):
    town = either_town
    size, own = town.service.log.size, town.service.store.last()
    await town.logged()
    assert (town.service.log.size, town.service.store.last()) == (size, own)

    await town.hear("workflow.proposal.approved.v1", PROPOSAL, version=3)
    await town.logged()

    assert checked(town).services["archive"] == own
    assert town.service.store.last() == own + 1


async def test_its_own_store_agrees_with_what_it_archived(either_town):
    town = either_town
    await town.hear("workflow.proposal.approved.v1", PROPOSAL, version=3)
    await town.logged()

    stores = {"archive": town.settings.store_url("archive")}
    assert checked(town, stores=stores).stores["archive"] >= 1


async def test_a_letter_heard_twice_changes_nothing(either_town):
    town = either_town
    size = town.service.ledger.size
    await town.service.hear("workflow", town.said["workflow"])

    assert town.service.ledger.size == size


async def test_a_gap_is_waited_for(either_town):
    town = either_town
    early, late = (
        town.letter("workflow.proposal.approved.v1", PROPOSAL, version=n) for n in (3, 4)
    )

    with pytest.raises(GapError):
        await town.service.hear("workflow", [late])
    await town.service.hear("workflow", [early, late])

    assert town.service.ledger.last("workflow") == 4


async def test_other_bytes_at_an_archived_place_raise_one_alarm_and_unreadiness(either_town):
    town = either_town
    real = town.said["workflow"][0]
    forged = Letter(
        position=1,
        stream_id=real.stream_id,
        version=1,
        tag=real.tag,
        body=real.body.replace("党费".encode(), "会费".encode()),
    )
    for _ in range(2):
        with pytest.raises(DivergedError):
            await town.service.hear("workflow", [forged])
    await town.service.views.reached("archive", town.service.store.last())

    [alarm] = town.service.views.select(alarms())
    assert (alarm.service, alarm.position) == ("workflow", 1)
    assert (await town.get("/health/ready")).status_code == 503
    assert "警报" in (await town.page("/", AUDITOR)).text
    assert town.service.ledger.find("workflow", 1).body == real.body


def alarms():
    from services.archive.views import alarms as view

    return view


async def test_a_checkpoint_cut_short_before_its_fact_is_filed_at_the_next_start(either_settings):
    async with Town(either_settings).open() as town:
        await town.settle()
        await town.hear("workflow.proposal.approved.v1", PROPOSAL, version=3)
        await town.logged()
    cut = Town(either_settings)
    cut.said = {**town.said}
    cut.service.ledger.open()
    cut.service.log.open()
    cut.service.ledger.take("workflow", [cut.letter("workflow.x.y.v1")])
    fact = cut.service.ledger.facts(cut.service.log.size, 9)
    cut.service.log.append([each.entry for each in fact])
    cut.service._close()
    cut.keyring.close()

    async with Town(either_settings).open() as again:
        await again.logged()
        assert json.loads(again.latest_own().body)["event"]["size"] == again.service.log.size
        assert checked(again).outcome is Outcome.PASSED


async def test_a_citizen_gets_checkpoint_tiles_key_and_proof_without_login(town):
    note = (await town.get("/checkpoint")).text
    proof = await town.get("/api/proofs/publishing/2")
    tile = await town.get(f"/tile/0/000.p/{town.service.log.size}")
    key = await town.get("/key")

    assert note.splitlines()[1] == str(town.service.log.size)
    assert proof.text.startswith("c2sp.org/tlog-proof@v1\nindex ")
    assert proof.text.endswith(note)
    assert proof.headers["content-type"].startswith("text/plain")
    assert (
        tile.content == (town.service.folder / f"tile/0/000.p/{town.service.log.size}").read_bytes()
    )
    assert key.text == town.service.signer.verifier
    assert (await town.get(f"/checkpoints/{town.service.log.size}")).text == note


async def test_the_entry_of_a_public_fact_is_its_very_record(town):
    index = town.service.ledger.find("publishing", 2).index
    entry = await town.get(f"/api/entries/{index}")

    assert entry.content == town.said["publishing"][1].body


async def test_the_entry_of_any_other_fact_reveals_nothing(town):
    index = town.service.ledger.find("workflow", 1).index
    entry = await town.get(f"/api/entries/{index}")

    assert set(entry.json()) == {"commitment", "position", "service"}
    assert "党费" not in entry.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/proofs/publishing/99",
        "/api/proofs/nobody/1",
        "/api/entries/99999",
        "/tile/0/999",
        "/tile/%2e%2e/%2e%2e/ledger.db",
        "/tile/0/.000.tmp",
        "/tile/0",
        "/tile/" + "0" * 300,
        "/tile/%00",
    ],
)
async def test_what_is_not_in_the_log_is_not_found(town, path):
    answer = await town.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("path", ["/facts", "/facts/0", f"/stories/{PROPOSAL}", "/refusals"])
async def test_only_auditors_read_facts_stories_and_refusals(town, path):
    nobody, clerk = await town.page(path), await town.page(path, CLERK)
    auditor = await town.page(path, AUDITOR)

    assert nobody.status_code == 303
    assert "/catalog/login" in nobody.headers["location"]
    assert clerk.status_code == 403
    assert auditor.status_code == 200


async def test_everybody_reads_how_the_log_stands_and_only_auditors_the_progress(town):
    citizen, auditor = await town.page("/"), await town.page("/", AUDITOR)

    assert "核验公钥" in citizen.text
    assert "各服务收录进度" not in citizen.text
    assert "各服务收录进度" in auditor.text


async def test_facts_are_filtered_by_service_kind_and_story(either_town):
    town = either_town
    story = town.service.ledger.find("workflow", 2).story

    everything = (await town.page("/facts", AUDITOR)).text
    publishing = (await town.page("/facts?service=publishing", AUDITOR)).text
    opened = (await town.page("/facts?tag=publishing.public.opened.v1", AUDITOR)).text
    one = (await town.page(f"/facts?story={story}", AUDITOR)).text

    assert "李明（承办人）" in everything
    assert "县委编办" in everything
    assert "共 2 条" in publishing
    assert "共 1 条" in opened
    assert "原文公开" in opened
    assert "共 1 条" in one


@pytest.mark.parametrize("name", [PROPOSAL, DISCLOSURE])
async def test_a_story_is_told_across_services_in_chinese(either_town, name):
    town = either_town
    told = (await town.page(f"/stories/{name}", AUDITOR)).text

    assert [
        each
        for each in ("方案已提出", "方案已审核", "公开事项已登记", "社会公开已开始")
        if each not in told
    ] == []
    assert "不涉密" in told
    assert (
        await town.page("/stories/99999999-9999-4999-8999-999999999999", AUDITOR)
    ).status_code == 404


async def test_stories_that_share_a_register_stay_apart(town):
    register = uuid4()
    for version, title in enumerate(("一件", "另一件"), 1):
        disclosure, opinion, request = uuid4(), uuid4(), uuid4()
        about = {"disclosure_id": str(disclosure), "conclusion": title, "story": request}
        await town.hear("feedback.opinion.concluded.v1", opinion, **about)
        numbered = {"opinion_id": str(opinion), "unit": UNIT, "story": request}
        await town.hear("feedback.opinion.numbered.v1", register, version=version, **numbered)

    told = (await town.page(f"/stories/{opinion}", AUDITOR)).text

    assert "另一件" in told
    assert "：一件" not in told
    assert told.count("意见编号已登记") == 1


async def test_a_fact_s_page_shows_its_bytes_and_its_entry(town):
    index = town.service.ledger.find("workflow", 1).index
    shown = (await town.page(f"/facts/{index}", AUDITOR)).text

    assert "应缴党员12名" in shown
    assert "commitment" in shown


async def test_refusals_are_listed_for_auditors(town):
    refusal = town.letter(
        "house.command.refused.v1",
        rule="WrongPostError",
        sentence="您没有这个职务。",
        asked="POST /x",
    )
    town.service.ledger.refused("workflow", [refusal])

    shown = (await town.page("/refusals", AUDITOR)).text

    assert "您没有这个职务。" in shown
    assert "李明" in shown


async def test_erasing_a_person_leaves_every_proof_valid(either_town):
    town = either_town
    before = checked(town)
    town.keyring.erase(CLERK)

    shown = (await town.page("/facts", AUDITOR)).text

    assert "李明" not in shown
    assert "已删除人员" in shown
    assert checked(town).outcome is before.outcome is Outcome.PASSED


async def test_the_proof_is_verified_by_a_citizen_s_own_program(town, tmp_path):
    """Node with WebCrypto only: the very module that the page gives to browsers."""
    node = shutil.which("node")
    if node is None:
        missing("node is missing: apt-get install nodejs")
    for position, service in ((2, "publishing"), (1, "workflow")):
        proof = (await town.get(f"/api/proofs/{service}/{position}")).text
        index = proof.splitlines()[1].removeprefix("index ")
        entry = (await town.get(f"/api/entries/{index}")).content
        assert judged(node, tmp_path, proof, entry, town.service.signer.verifier)["ok"]
        spoilt = entry.replace(b"1", b"7", 1)
        assert (
            "不符" in judged(node, tmp_path, proof, spoilt, town.service.signer.verifier)["error"]
        )
        other = proof.replace(f"\n{town.service.log.size}\n", f"\n{town.service.log.size + 1}\n")
        assert (
            "签名无效"
            in judged(node, tmp_path, other, entry, town.service.signer.verifier)["error"]
        )


def judged(node, folder, proof, entry, vkey):
    (folder / "proof").write_text(proof)
    (folder / "entry").write_bytes(entry)
    (folder / "judge.mjs").write_text(
        f"import {{ verify }} from {json.dumps(str(STATIC / 'log.mjs'))};\n"
        "import { readFileSync } from 'node:fs';\n"
        "try { await verify(readFileSync('proof', 'utf8'), new Uint8Array(readFileSync('entry')),"
        f" {json.dumps(vkey)}); console.log(JSON.stringify({{ ok: true }})); }}\n"
        "catch (error) { console.log(JSON.stringify({ ok: false, error: error.message })); }\n"
    )
    told = subprocess.run(
        [node, "judge.mjs"], cwd=folder, capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)
