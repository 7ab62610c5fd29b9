"""Witnesses cosign what continues their past, and refuse, keep and report what does not."""

import shutil
import threading
from contextlib import contextmanager

import httpx
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import json
from msgspec.structs import replace

from services.archive.gateways.notes import open_signer
from services.archive.gateways.proofs import Reader
from services.archive.gateways.tiles import TileLog
from services.archive.gateways.witnesses import request_of
from services.archive.verify import verify
from services.archive.verify.consistency import continues
from services.archive.verify.keys import ring_of
from services.archive.verify.notes import cosigner_of, seals_of
from services.archive.verify.report import Outcome
from services.archive.verify.witness import Witness
from services.archive.verify.witnessing import main, server_of
from tests.archive.conftest import Town
from tests.archive.letters import ORIGIN, files, flip

JIWEI, DANGWEI = "jiwei.example/w", "dangwei.example/w"
MOMENT = 1_790_000_000
SIZES = range(1, 41)


def entry(n):
    return b"entry %d" % n


@pytest.fixture
def signer(tmp_path):
    return open_signer(tmp_path / "keys" / "log.pem", ORIGIN)


def grown(folder, signer, *sizes, entries=entry):
    """Return the notes of a log that was published at these sizes."""
    log, notes, before = TileLog(folder, signer), [], 0
    log.open()
    for size in sizes:
        log.append([entries(n) for n in range(before, size)])
        notes.append(log.note)
        before = size
    log.close()
    return notes


def witness(folder, name, *vkeys, key=None):
    key = key or Ed25519PrivateKey.generate()
    return Witness(name, key, map(ring_of, vkeys), folder, lambda: MOMENT)


@contextmanager
def at_work(someone):
    """Yield the address under which a witness answers."""
    server = server_of(someone, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(someone, folder, old, note):
    proof = Reader(folder, note).consistency(old) if old else []
    return someone.add(request_of(old, proof, note))


def test_every_proof_of_growth_is_believed_and_none_other(tmp_path, signer):
    notes = dict(zip(SIZES, grown(tmp_path / "log", signer, *SIZES), strict=True))
    readers = {size: Reader(tmp_path / "log", note) for size, note in notes.items()}
    for old in SIZES:
        for new in range(old, SIZES.stop):
            first, last = readers[old].checkpoint.root, readers[new].checkpoint.root
            proof = readers[new].consistency(old)
            assert continues((old, first), (new, last), proof)
            assert not continues((old, bytes(32)), (new, last), proof)
            assert not continues((old, first), (new, last), [*proof, bytes(32)])
            if proof:
                assert not continues((old, first), (new, last), proof[:-1])
                assert not continues((old, first), (new, last), [bytes(32), *proof[1:]])
    assert not continues((9, readers[9].checkpoint.root), (4, readers[4].checkpoint.root), [])


def test_a_witness_cosigns_growth_and_remembers_it_over_a_restart(tmp_path, signer):
    first, second = grown(tmp_path / "log", signer, 300, 700)
    key = Ed25519PrivateKey.generate()
    jiwei = witness(tmp_path / "w", JIWEI, signer.verifier, key=key)

    assert ask(jiwei, tmp_path / "log", 0, first).status == 200
    again = witness(tmp_path / "w", JIWEI, signer.verifier, key=key)
    stale = ask(again, tmp_path / "log", 0, second)
    answer = ask(again, tmp_path / "log", int(stale.text), second)

    assert (stale.status, stale.text, stale.type) == (409, "300\n", "text/x.tlog.size")
    [seal] = seals_of(answer.text, "answer")
    text = second.partition("\n\n")[0].encode() + b"\n"
    assert cosigner_of(again.vkey).moment(*seal, text) == MOMENT
    assert cosigner_of(again.vkey).moment(*seal, text.replace(b"700", b"701")) is None
    assert not (tmp_path / "w" / "evidence").exists()


def test_a_witness_refuses_a_changed_past_and_keeps_the_evidence(tmp_path, signer):
    first, _ = grown(tmp_path / "log", signer, 300, 700)
    [same, longer] = grown(tmp_path / "fork", signer, 300, 500, entries=lambda n: b"other %d" % n)
    jiwei = witness(tmp_path / "w", JIWEI, signer.verifier)
    ask(jiwei, tmp_path / "log", 0, first)

    twin, fork = (ask(jiwei, tmp_path / "fork", 300, each) for each in (same, longer))

    assert (twin.status, fork.status) == (409, 422)
    kept = [each.read_bytes() for each in (tmp_path / "w" / "evidence").iterdir()]
    assert sorted(each.count(b"\n\n") for each in kept) == [2, 2]
    assert jiwei.latest(ORIGIN).size == 300


def test_a_witness_tells_what_is_wrong_with_a_request(tmp_path, signer):
    other = open_signer(tmp_path / "other.pem", ORIGIN)
    stranger = open_signer(tmp_path / "third.pem", "elsewhere.example")
    [note], [forged] = (
        grown(tmp_path / name, by, 5) for name, by in (("log", signer), ("forged", other))
    )
    [unknown] = grown(tmp_path / "unknown", stranger, 5)
    jiwei = witness(tmp_path / "w", JIWEI, signer.verifier)

    said = [
        ask(jiwei, tmp_path / "forged", 0, forged).status,
        ask(jiwei, tmp_path / "unknown", 0, unknown).status,
        jiwei.add(request_of(6, [], note)).status,
        jiwei.add(request_of(0, [bytes(32)], note)).status,
        *(
            jiwei.add(each).status
            for each in (b"", b"old 00\n\nx", b"old \xff\n\n", b"old 1\n#\n\n" + note.encode())
        ),
        jiwei.add(b"old 1\n" + b"AA==\n" * 64 + b"\n" + note.encode()).status,
        jiwei.add(b"old 0\n\n" + b"x" * 70_000).status,
    ]

    assert said == [403, 404, 400, 422, 400, 400, 400, 400, 400, 400]
    assert jiwei.latest(ORIGIN) is None


def test_a_witness_answers_over_http(tmp_path, signer):
    [note] = grown(tmp_path / "log", signer, 5)
    with at_work(witness(tmp_path / "w", JIWEI, signer.verifier)) as url:
        agreed = httpx.post(f"{url}/add-checkpoint", content=request_of(0, [], note))
        conflict = httpx.post(f"{url}/add-checkpoint", content=request_of(0, [], note))
        lost = httpx.post(f"{url}/elsewhere", content=b"x")
        flood = httpx.post(f"{url}/add-checkpoint", content=b"x" * 70_000)

    assert agreed.text.startswith(f"\u2014 {JIWEI} ")
    assert (conflict.headers["Content-Type"], conflict.text) == ("text/x.tlog.size", "5\n")
    assert (lost.status_code, flood.status_code) == (404, 400)


# ── the archive and its witnesses ────────────────────────────────────────────────────────────


@pytest.fixture
def people(tmp_path, settings):
    """Return two witnesses of the archive whose key is made when it is first opened."""
    from services.archive.app import signer_of

    key = signer_of(settings).verifier
    return [witness(tmp_path / name[:3], name, key) for name in (JIWEI, DANGWEI)]


def write_policy(settings, quorum, **lines):
    written = "".join(f"witness {name} {key} {url}\n" for name, (key, url) in lines.items())
    file = settings.home / "archive" / "policy"
    file.write_text(f"{written}group both all {' '.join(lines)}\nquorum {quorum}\n")
    return file.read_text()


def check(town, policy):
    service = town.service
    return verify(service.folder, service.signer.verifier, policy=policy)


async def test_a_log_is_cosigned_by_those_who_must_and_every_proof_says_so(settings, people):
    jiwei, dangwei = people
    with at_work(jiwei) as one, at_work(dangwei) as two:
        policy = write_policy(
            settings, "both", jiwei=(jiwei.vkey, one), dangwei=(dangwei.vkey, two)
        )
        async with Town(settings).open() as town:
            await town.settle()
            await town.witnessed()
            note = (await town.get("/cosigned")).text
            proof = (await town.get("/api/proofs/publishing/1")).text
            page = (await town.page("/", "")).text
            standings = (await town.get("/api/witnesses")).json()
            told = check(town, policy)
            size = town.service.log.size

    assert note.count("\n\u2014 ") == 3
    assert proof.endswith(note)
    assert "见证人" in page
    assert "正常" in page
    assert [(each["name"], each["size"]) for each in standings] == [
        ("jiwei", size),
        ("dangwei", size),
    ]
    assert (told.outcome, told.cosigned) == (Outcome.PASSED, size)
    assert told.witnesses == {"jiwei": size, "dangwei": size}


async def test_a_witness_that_is_away_delays_nothing_and_is_asked_again(settings, people):
    jiwei, dangwei = people
    with at_work(dangwei) as gone:
        pass
    with at_work(jiwei) as one:
        policy = write_policy(
            settings, "both", jiwei=(jiwei.vkey, one), dangwei=(dangwei.vkey, gone)
        )
        async with Town(settings).open() as town:
            await town.settle()
            await town.witnessed()
            missing = await town.get("/cosigned")
            page = (await town.page("/", "")).text
            told = check(town, policy)

        assert missing.status_code == 404
        assert "还没有签署" in page
        assert (told.outcome, told.first.file) == (Outcome.INCOMPLETE, "cosigned")
        with at_work(dangwei) as two:
            policy = write_policy(
                settings, "both", jiwei=(jiwei.vkey, one), dangwei=(dangwei.vkey, two)
            )
            async with Town(settings).open() as town:
                town.service.witnessing.recall()
                before = [each.size for each in town.service.witnessing.standings]
                await town.witnessed()
                assert before[0] > 0
                assert check(town, policy).outcome is Outcome.PASSED


async def test_a_log_whose_past_was_changed_is_objected_to_for_all_to_see(
    settings, people, tmp_path
):
    """The holder of the key begins the log anew, with another past, and signs it."""
    jiwei, _ = people
    with at_work(jiwei) as one:
        write_policy(settings, "jiwei", jiwei=(jiwei.vkey, one))
        async with Town(settings).open() as town:
            await town.settle()
            await town.witnessed()
        elsewhere = replace(settings, home=tmp_path / "elsewhere")
        for name in ("keys/archive-log.pem", "archive/log.vkey", "archive/policy"):
            (elsewhere.home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(settings.home / name, elsewhere.home / name)
        async with Town(elsewhere).open() as forged:
            await forged.settle()
            for _ in range(9):
                await forged.hear("workflow.proposal.approved.v1", unit="甲")
            await forged.logged()
            await forged.witnessed()
            await forged.witnessed()
            fact = forged.latest_own()
            ready = forged.service.ready()
            page = (await forged.page("/", "auditor")).text
            evidence = list((forged.service.folder / "evidence").glob("[!.]*"))

    assert fact.tag == "archive.witness.objected.v1"
    assert "见证人认为日志的过去被改动" in ready["witness"]
    assert "异议：见证人jiwei不认可" in page
    assert [each.name for each in evidence] == [json.decode(fact.body)["event"]["evidence"]]


async def test_a_log_that_was_cut_back_is_objected_to(settings, people, tmp_path):
    """Its keeper kept the cosignatures, and forgot what they were for."""
    jiwei, _ = people
    with at_work(jiwei) as one:
        write_policy(settings, "jiwei", jiwei=(jiwei.vkey, one))
        async with Town(settings).open() as town:
            await town.settle()
            for _ in range(9):
                await town.hear("workflow.proposal.approved.v1", unit="甲")
            await town.logged()
            await town.witnessed()
        elsewhere = replace(settings, home=tmp_path / "elsewhere")
        for name in ("keys/archive-log.pem", "archive/log.vkey", "archive/policy"):
            (elsewhere.home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(settings.home / name, elsewhere.home / name)
        cosigned = "archive/log/cosigned"
        shutil.copytree(settings.home / cosigned, elsewhere.home / cosigned)
        async with Town(elsewhere).open() as shorter:
            await shorter.settle()
            shorter.service.witnessing.recall()
            await shorter.witnessed()
            ready = shorter.service.ready()

    assert "日志被退回" in ready["witness"]


async def test_a_witness_without_a_line_is_served_by_a_courier(settings, people, tmp_path):
    jiwei, _ = people
    folder = tmp_path / "carried"
    policy = write_policy(settings, "jiwei", jiwei=(jiwei.vkey, folder.as_uri()))
    async with Town(settings).open() as town:
        await town.settle()
        await town.witnessed()
        request = (folder / "request").read_bytes()
        await town.witnessed()
        assert (folder / "request").read_bytes() == request
        (folder / "answer").write_text(jiwei.add(request).text)
        await town.witnessed()
        told = check(town, policy)

    assert (told.outcome, told.cosigned) == (Outcome.PASSED, told.witnesses["jiwei"])
    assert not (folder / "answer").exists()


async def test_what_befalls_cosignatures_is_found_and_named(settings, people, tmp_path):
    jiwei, _ = people
    with at_work(jiwei) as one:
        policy = write_policy(settings, "jiwei", jiwei=(jiwei.vkey, one))
        async with Town(settings).open() as town:
            await town.settle()
            await town.witnessed()
            folder, key = town.service.folder, town.service.signer.verifier
    [path] = [each for each in files(folder) if each.startswith("cosigned/")]

    removed, flipped, moved = (
        shutil.copytree(folder, tmp_path / name) for name in ("removed", "flipped", "moved")
    )
    (removed / path).unlink()
    flip(flipped / path, 60)
    (moved / "cosigned/1").mkdir()
    shutil.copy(moved / path, moved / "cosigned/1")
    shutil.copy(moved / "checkpoint", moved / "checkpoints/1")

    found = [verify(each, key, policy=policy) for each in (removed, flipped, moved)]

    assert [each.outcome for each in found] == [
        Outcome.INCOMPLETE,
        Outcome.DIVERGED,
        Outcome.DIVERGED,
    ]
    assert found[0].first.file == "cosigned"
    assert found[1].first.file == path


# ── the programs ─────────────────────────────────────────────────────────────────────────────


def run(*words):
    return CliRunner().invoke(main, [str(each) for each in words])


def test_the_witness_program_makes_a_key_and_cosigns_what_was_carried_to_it(tmp_path, signer):
    first, second = grown(tmp_path / "log", signer, 5, 9)
    made = run("init", tmp_path / "w", "--name", JIWEI)
    again = run("init", tmp_path / "w", "--name", JIWEI)
    (tmp_path / "request").write_bytes(request_of(0, [], first))
    command = ["cosign", tmp_path / "w", tmp_path / "request", tmp_path / "answer"]
    signed = run(*command, "--log", signer.verifier)
    (tmp_path / "request").write_bytes(request_of(0, [], second))
    refused = run(*command, "--log", signer.verifier)

    assert run("key", tmp_path / "w").output == made.output
    assert cosigner_of(made.output).name == JIWEI
    assert (again.exit_code, "已经有见证密钥" in again.output) == (1, True)
    assert (signed.exit_code, refused.exit_code) == (0, 1)
    assert (tmp_path / "answer").read_text() == "409 5\n"
    assert (tmp_path / "w" / "key.pem").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["", "a b", "a+b"])
def test_a_name_that_no_signature_line_can_bear_is_refused(tmp_path, name):
    assert run("init", tmp_path / "w", "--name", name).exit_code == 2
    assert not (tmp_path / "w").exists()


def test_the_witness_program_says_what_is_missing(tmp_path):
    assert run("key", tmp_path).exit_code == 1
