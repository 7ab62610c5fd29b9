"""The log's signing key is replaced: what was signed stays signed, and nobody else can sign."""

import shutil

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import json

from deploy.cli import main
from services.archive.app import chain_of
from services.archive.gateways.handover import (
    UnfinishedLogError,
    hand_over,
    next_key,
    settled,
)
from services.archive.gateways.notes import KeyFileError, Signer, open_signer
from services.archive.gateways.proofs import Reader
from services.archive.gateways.tiles import TileLog
from services.archive.gateways.witnesses import request_of
from services.archive.verify import verify
from services.archive.verify.keys import handovers_in, ring_of
from services.archive.verify.report import Outcome
from services.archive.verify.witness import Witness
from services.archive.verify.witnessing import main as witnessing
from shared.record import canonical
from tests.archive.conftest import PROPOSAL, Town
from tests.archive.letters import ORIGIN, flip

WHY = "按年度计划更换"


def sealed(position, said="A"):
    said = {"commitment": said * 43 + "=", "position": position, "service": "workflow"}
    return canonical(said)


class Log:
    """A log whose key was replaced, once for each size but the last."""

    def __init__(self, home, *sizes):
        self.folder, self.file = home / "log", home / "keys" / "log.pem"
        self.signers = [open_signer(self.file, ORIGIN)]
        self.grow(sizes[0])
        for size in sizes[1:]:
            self.signers.append(hand_over(self.folder, self.file, self.signer, WHY))
            self.grow(size, introduced=True)

    @property
    def signer(self):
        return self.signers[-1]

    @property
    def vkeys(self):
        return [each.verifier for each in self.signers]

    def grow(self, size, *, introduced=False):
        chain = handovers_in(self.folder, ORIGIN)
        log = TileLog(self.folder, settled(self.file, ORIGIN, chain))
        log.open()
        known = getattr(self, "known", 0)
        more = [introduction(chain[-1])] if introduced else []
        entries = [sealed(n) for n in range(known + 1, known + 1 + size - log.size - len(more))]
        self.known = known + len(entries)
        log.append([*entries, *more])
        log.close()

    def forged(self, size, root, key):
        """Put a checkpoint of any size and root there, signed with any key."""
        for path in ("checkpoint", f"checkpoints/{size}"):
            (self.folder / path).write_text(key.sign(size, root))

    def head(self):
        return Reader(self.folder, (self.folder / "checkpoint").read_text())


def introduction(handover):
    fact = {"type": "archive.key.introduced.v1", "vkey": handover.successor.vkey}
    return canonical({"event": fact})


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path, 300, 400)


def told(log, vkey=None, **more):
    return verify(log.folder, vkey or log.vkeys[0], **more)


# ── what a handover leaves ───────────────────────────────────────────────────────────────────


def test_whoever_knows_any_of_the_keys_believes_all_that_was_signed(tmp_path):
    log = Log(tmp_path, 300, 400, 400 + 1)

    for vkey in log.vkeys:
        found = told(log, vkey)
        assert (found.outcome, found.first) == (Outcome.PASSED, None)
        assert list(found.keys.values()) == [300, 400, 0]


def test_the_old_key_is_gone_and_the_new_one_is_only_its_owner_s(log):
    assert open_signer(log.file, ORIGIN).verifier == log.vkeys[1] != log.vkeys[0]
    assert not next_key(log.file).exists()
    assert log.file.stat().st_mode & 0o077 == 0


def test_twice_in_a_row_without_a_fact_between(tmp_path):
    log = Log(tmp_path, 5)
    first = log.signers[0]
    second = hand_over(log.folder, log.file, first, WHY)
    chain = handovers_in(log.folder, ORIGIN)
    third = hand_over(log.folder, log.file, settled(log.file, ORIGIN, chain), WHY)

    found = told(log, first.verifier)
    assert found.outcome is Outcome.PASSED
    assert list(found.keys) == [each.id.hex() for each in (first, second, third)]


# ── what is not believed ─────────────────────────────────────────────────────────────────────


def unknown(log):
    stranger = Signer(ORIGIN, Ed25519PrivateKey.generate())
    log.forged(400, log.head().checkpoint.root, stranger)
    return f"检查点由不认识的密钥签署（编号 {stranger.id.hex()}）"


def retired(log):
    log.forged(400, log.head().checkpoint.root, log.signers[0])
    return f"检查点由已停用的密钥签署（编号 {log.signers[0].id.hex()}，只签到第 300 条）"


def too_early(log):
    root = Reader(log.folder, (log.folder / "checkpoints/300").read_text()).checkpoint.root
    (log.folder / "checkpoints/300").write_text(log.signers[1].sign(300, root))
    return "检查点由当时还没有启用的密钥签署"


def unsigned(log):
    note = (log.folder / "checkpoint").read_text()
    (log.folder / "checkpoint").write_text(note.replace(f"— {ORIGIN}", "— somebody.example"))
    return "检查点没有这个日志的签名"


def edited(log):
    file = log.folder / "keys/001"
    file.write_text(file.read_text().replace("\n300\n", "\n299\n"))
    return "密钥移交书没有原密钥的有效签名"


def signed_by_one(log):
    file = log.folder / "keys/001"
    file.write_text("\n".join(file.read_text().split("\n")[:-2]) + "\n")
    return "密钥移交书没有新密钥的有效签名"


def garbled(log):
    flip(log.folder / "keys/001", 0)
    return "密钥移交书"


def of_another_past(log):
    """The log was begun anew by whoever holds both keys; the handover speaks of the old one."""
    for name in ("tile", "checkpoints"):
        shutil.rmtree(log.folder / name)
    (log.folder / "checkpoint").unlink()
    anew = TileLog(log.folder, log.signer)
    anew.open()
    anew.append([sealed(n, "B") for n in range(1, 401)])
    anew.close()
    return "条目与签署的检查点不符"


def dropped(log):
    shutil.rmtree(log.folder / "keys")
    return "检查点由不认识的密钥签署"


def second_without_the_first(log):
    (log.folder / "keys/001").rename(log.folder / "keys/002")
    return "缺少密钥移交书"


@pytest.mark.parametrize(
    ("spoil", "outcome"),
    [
        (unknown, Outcome.DIVERGED),
        (retired, Outcome.DIVERGED),
        (too_early, Outcome.DIVERGED),
        (unsigned, Outcome.DIVERGED),
        (edited, Outcome.DIVERGED),
        (signed_by_one, Outcome.DIVERGED),
        (garbled, Outcome.DIVERGED),
        (of_another_past, Outcome.DIVERGED),
        (dropped, Outcome.DIVERGED),
        (second_without_the_first, Outcome.INCOMPLETE),
    ],
)
def test_what_nobody_handed_over_is_named(log, spoil, outcome):
    sentence = spoil(log)

    found = told(log)

    assert (found.outcome, sentence in str(found.first)) == (outcome, True), found.first


def test_a_log_cut_back_behind_a_handover_is_named(tmp_path):
    log = Log(tmp_path, 200)
    log.grow(300)
    hand_over(log.folder, log.file, log.signer, WHY)
    shutil.copy(log.folder / "checkpoints/200", log.folder / "checkpoint")

    found = told(log)

    assert found.first.reason == "日志被退回：移交密钥时已有 300 条"


def test_a_handover_that_the_log_does_not_tell_of_is_no_more_than_a_claim(tmp_path):
    log = Log(tmp_path, 300)
    log.signers.append(hand_over(log.folder, log.file, log.signer, WHY))
    assert told(log).outcome is Outcome.PASSED

    log.grow(350)

    found = told(log)
    assert (found.outcome, found.first.reason) == (Outcome.INCOMPLETE, "密钥移交还没有记入日志")


def test_whoever_stole_a_retired_key_and_hides_the_handover_is_told_by_the_log(log):
    shutil.rmtree(log.folder / "keys")
    log.forged(400, log.head().checkpoint.root, log.signers[0])

    found = told(log)

    assert (found.outcome, found.first.index) == (Outcome.INCOMPLETE, 399)
    assert found.first.reason == "缺少日志所记的密钥移交书"


def test_a_policy_that_names_keys_is_stronger_than_any_handover(log):
    policy = f"log {log.vkeys[0]}\nquorum none\n"

    assert "不认识的密钥" in str(told(log, policy=policy).first)
    both = policy + f"log {log.vkeys[1]}\n"
    assert told(log, policy=both).outcome is Outcome.PASSED


# ── witnesses ────────────────────────────────────────────────────────────────────────────────


def test_a_witness_follows_the_new_key_once_it_was_told_and_never_the_old_one_again(log, tmp_path):
    first, second = ((log.folder / f"checkpoints/{n}").read_text() for n in (300, 400))
    proof = log.head().consistency(300)
    key = Ed25519PrivateKey.generate()

    def witness(*vkeys):
        ring = ring_of(" ".join(vkeys))
        return Witness("jiwei.example/w", key, [ring], tmp_path / "w", lambda: 1_790_000_000)

    old, both = witness(log.vkeys[0]), witness(*log.vkeys)
    assert old.add(request_of(0, [], first)).status == 200
    assert old.add(request_of(300, proof, second)).status == 403
    assert both.add(request_of(300, proof, second)).status == 200
    back = log.signers[0].sign(400, log.head().checkpoint.root)
    refused = both.add(request_of(400, [], back))
    assert (refused.status, refused.text) == (403, "检查点由已停用的密钥签署。\n")


def test_the_witness_program_takes_several_keys_of_one_log(log, tmp_path):
    run = CliRunner().invoke
    assert (
        run(witnessing, ["init", str(tmp_path / "w"), "--name", "jiwei.example/w"]).exit_code == 0
    )
    note = (log.folder / "checkpoint").read_text()
    (tmp_path / "request").write_bytes(request_of(0, [], note))
    names = [f"--log={each}" for each in log.vkeys]
    paths = [str(tmp_path / each) for each in ("w", "request", "answer")]

    assert run(witnessing, ["cosign", *paths, *names]).exit_code == 0


# ── cut short ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("handed", [True, False])
def test_a_handover_cut_short_is_finished_or_never_was(tmp_path, handed):
    log = Log(tmp_path, 300)
    before = log.file.read_bytes()
    successor = hand_over(log.folder, log.file, log.signer, WHY)
    log.file.rename(next_key(log.file))
    log.file.write_bytes(before)
    if not handed:
        (log.folder / "keys/001").unlink()

    now = settled(log.file, ORIGIN, handovers_in(log.folder, ORIGIN))

    assert now.verifier == (successor.verifier if handed else log.vkeys[0])
    assert not next_key(log.file).exists()


def test_a_key_that_was_not_handed_over_to_is_refused(log):
    log.file.unlink()

    with pytest.raises(KeyFileError):
        settled(log.file, ORIGIN, handovers_in(log.folder, ORIGIN))


def test_a_log_with_a_checkpoint_nobody_published_is_finished_first(tmp_path):
    log = Log(tmp_path, 300)
    (log.folder / "checkpoints/301").write_text(log.signer.sign(301, bytes(32)))

    with pytest.raises(UnfinishedLogError):
        hand_over(log.folder, log.file, log.signer, WHY)


# ── the house ────────────────────────────────────────────────────────────────────────────────


async def test_an_operator_replaces_the_key_and_the_log_tells_of_it(settings):
    run = CliRunner(env={"GK_HOME": str(settings.home)}).invoke
    async with Town(settings).open() as town:
        await town.settle()
        before = town.service.signer.verifier
        busy = run(main, ["rotate", "--reason", WHY])
    for reason in ("", "两\n行", "长" * 201):
        assert "写成一行" in run(main, ["rotate", "--reason", reason]).output
    done = run(main, ["rotate", "--reason", WHY])

    async with Town(settings).open() as again:
        again.said = town.said
        await again.hear("workflow.proposal.approved.v1", PROPOSAL, version=3)
        await again.logged()
        service = again.service
        keys = (await again.get("/keys")).json()
        first = await again.get("/keys/001")
        told = verify(service.folder, before)
        page = (await again.page("/exceptions", "auditor")).text
        [fact] = service.ledger.tagged(["archive.key.introduced.v1"], 9)
        entry = (await again.get(f"/api/entries/{fact.index}")).json()

    assert (busy.exit_code, "请先停止" in busy.output) == (1, True)
    assert (done.exit_code, service.signer.verifier in done.output) == (0, True)
    assert (keys, first.text) == ([each.note for each in chain_of(settings)], keys[0])
    assert (told.outcome, told.first, len(told.keys)) == (Outcome.PASSED, None, 2)
    assert json.decode(fact.body)["event"]["reason"] == entry["event"]["reason"] == WHY
    assert "签名密钥已更换" in page
