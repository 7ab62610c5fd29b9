"""What somebody with every key and every disk may do to a log, and by which exit code it is told.

The auditor has four things from elsewhere: the log's verifier key, the policy of witnesses,
what he remembers of the last check, and a copy of the services' own stores.
"""

import shutil
import sqlite3

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.archive.gateways.merkle import bundle, leaf
from services.archive.gateways.notes import open_signer
from services.archive.gateways.proofs import Reader
from services.archive.gateways.tiles import TileLog
from services.archive.gateways.witnesses import request_of
from services.archive.verify.__main__ import main
from services.archive.verify.keys import ring_of
from services.archive.verify.witness import Witness
from tests.archive.letters import House, flip

COUNT, EARLIER = 600, 300
LAST = "tile/entries/002.p/88"


class Evidence:
    """A log with a ledger, a witness and a store, and what the auditor has of his own."""

    def __init__(self, home):
        self.home, self.house = home, House(home / "archive")
        self.policy, self.state = home / "policy", home / "state.json"
        self.store = home / "workflow.db"

    @property
    def folder(self):
        return self.house.folder

    def check(self, *more):
        command = [
            *(str(self.folder), "--key", self.house.vkey, "--ledger", self.house.url),
            *("--policy", str(self.policy), "--state", str(self.state), "--quiet"),
            *("--store", f"workflow=sqlite:///{self.store}", *more),
        ]
        return CliRunner().invoke(main, command)

    def entries(self):
        with self.house:
            return [fact.entry for fact in self.house.ledger.facts(0, COUNT)]

    def rewrite(self, entries):
        """Write the whole log anew, signed with the true key."""
        shutil.rmtree(self.folder / "tile")
        shutil.rmtree(self.folder / "checkpoints")
        (self.folder / "checkpoint").unlink()
        log = TileLog(self.folder, self.house.signer)
        log.open()
        log.append(entries)
        log.close()

    def ledger(self, statement, *values):
        with sqlite3.connect(self.house.home / "ledger.db") as connection:
            for deed in ("UPDATE", "DELETE"):
                connection.execute(f"DROP TRIGGER archive_ledger_no_{deed}")
            connection.execute(statement, values)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    evidence = Evidence(tmp_path_factory.mktemp("pristine"))
    with evidence.house as house:
        house.fill(COUNT)
        workflow = [f for f in house.ledger.facts(0, COUNT) if f.service == "workflow"]
    with sqlite3.connect(evidence.store) as connection:
        connection.execute("CREATE TABLE workflow_facts (position INTEGER PRIMARY KEY, state BLOB)")
        rows = [(each.position, each.body) for each in workflow]
        connection.executemany("INSERT INTO workflow_facts VALUES (?, ?)", rows)
    _witness(evidence)
    assert evidence.check().exit_code == 0
    return evidence


def _witness(evidence):
    folder, key = evidence.folder, Ed25519PrivateKey.generate()
    logs = [ring_of(evidence.house.vkey)]
    jiwei = Witness("jiwei.example/w", key, logs, evidence.home / "w", lambda: 1_790_000_000)
    note = (folder / "checkpoint").read_text()
    answer = jiwei.add(request_of(0, [], note))
    target = folder / f"cosigned/{COUNT}" / bytes.fromhex(jiwei.vkey.split("+")[1]).hex()
    target.parent.mkdir(parents=True)
    target.write_text(answer.text)
    evidence.policy.write_text(f"witness jiwei {jiwei.vkey}\nquorum jiwei\n")


@pytest.fixture
def evidence(pristine, tmp_path):
    ignored = shutil.ignore_patterns("*-wal", "*-shm")
    shutil.copytree(pristine.home, tmp_path / "copy", ignore=ignored)
    return Evidence(tmp_path / "copy")


def truncated(evidence):
    data = (evidence.folder / LAST).read_bytes()
    (evidence.folder / LAST).write_bytes(data[:-10])


def swapped(evidence):
    one, two = (evidence.folder / f"tile/entries/00{n}" for n in (0, 1))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def deleted(evidence):
    (evidence.folder / "tile/entries/001").unlink()


def old_checkpoint_shown_again(evidence):
    earlier = max(
        (each for each in (evidence.folder / "checkpoints").iterdir() if int(each.name) < COUNT),
        key=lambda each: int(each.name),
    )
    shutil.copy(earlier, evidence.folder / "checkpoint")


def old_checkpoint_shown_to_a_newcomer(evidence):
    """Without any memory: but a later one was signed and is still there."""
    old_checkpoint_shown_again(evidence)
    evidence.state.unlink()


def rolled_back(evidence):
    entries = evidence.entries()[:EARLIER]
    evidence.ledger("DELETE FROM archive_ledger WHERE entry >= ?", EARLIER)
    evidence.rewrite(entries)


def forked(evidence):
    entries = evidence.entries()
    evidence.rewrite([*entries[:-1], entries[-2]])


def witness_removed(evidence):
    shutil.rmtree(evidence.folder / "cosigned")


def witness_forged(evidence):
    [file] = (evidence.folder / f"cosigned/{COUNT}").iterdir()
    line = file.read_text()
    file.write_text(line[:60] + ("B" if line[60] == "A" else "A") + line[61:])


def size_edited(evidence):
    note = (evidence.folder / "checkpoint").read_text()
    (evidence.folder / "checkpoint").write_text(note.replace(f"\n{COUNT}\n", f"\n{COUNT - 1}\n"))


def signed_by_another(evidence):
    other = open_signer(evidence.home / "other.pem", evidence.house.signer.origin)
    head = Reader(evidence.folder, (evidence.folder / "checkpoint").read_text()).checkpoint
    (evidence.folder / "checkpoint").write_text(other.sign(head.size, head.root))


def body_edited_with_hashes_mended(evidence):
    """The entry and the hash above it, not the tiles above that: nobody has so much time."""
    entries = evidence.entries()
    entries[5] = entries[6]
    (evidence.folder / "tile/entries/000").write_bytes(bundle(entries[:256]))
    hashes = b"".join(map(leaf, entries[:256]))
    (evidence.folder / "tile/0/000").write_bytes(hashes)


def body_edited_with_everything_mended(evidence):
    """Ledger and log rewritten, signed anew with the true key: only others remember."""
    edited = "UPDATE archive_ledger SET body = CAST(replace(body, '甲', '乙') AS BLOB)"
    evidence.ledger(f"{edited} WHERE entry = 5")
    evidence.rewrite(evidence.entries())


def ledger_edited(evidence):
    evidence.ledger("UPDATE archive_ledger SET body = replace(body, '甲', '乙') WHERE entry = 5")


def ledger_row_dropped(evidence):
    evidence.ledger("DELETE FROM archive_ledger WHERE entry = 77")


def store_edited(evidence):
    with sqlite3.connect(evidence.store) as connection:
        connection.execute(
            "UPDATE workflow_facts SET state = replace(state, '甲', '乙') WHERE position = 9"
        )


def store_row_dropped(evidence):
    with sqlite3.connect(evidence.store) as connection:
        connection.execute("DELETE FROM workflow_facts WHERE position = 9")


def checkpoint_history_lost(evidence):
    shutil.rmtree(evidence.folder / "checkpoints")


def garbage_added(evidence):
    with (evidence.folder / "tile/0/000").open("ab") as file:
        file.write(bytes(32))


MATRIX = [
    (lambda evidence: flip(evidence.folder / "tile/entries/001", 900), 1, "tile/entries/001"),
    (lambda evidence: flip(evidence.folder / "tile/0/001", 900), 1, "tile/0/001"),
    (lambda evidence: flip(evidence.folder / "tile/1/000.p/2", 3), 1, "tile/1/000.p/2"),
    (truncated, 1, LAST),
    (deleted, 2, "tile/entries/001"),
    (swapped, 1, "tile/entries/000"),
    (old_checkpoint_shown_again, 1, "日志被退回"),
    (old_checkpoint_shown_to_a_newcomer, 2, f"存留的已到第 {COUNT} 条"),
    (rolled_back, 1, "日志被退回"),
    (forked, 1, "日志分叉"),
    (witness_removed, 2, "没有一个检查点由足够的见证人共同签署"),
    (witness_forged, 1, "见证人的签名与检查点不符"),
    (size_edited, 1, "检查点签名无效"),
    (signed_by_another, 1, "检查点由不认识的密钥签署"),
    (body_edited_with_hashes_mended, 1, "tile"),
    (body_edited_with_everything_mended, 1, "日志分叉"),
    (ledger_edited, 1, "日志序号 5"),
    (ledger_row_dropped, 1, "日志序号 77"),
    (store_edited, 1, "位置 9"),
    (store_row_dropped, 1, "位置 9"),
    (checkpoint_history_lost, 2, "checkpoints"),
    (garbage_added, 1, "tile/0/000"),
]


@pytest.mark.parametrize(("spoil", "code", "word"), MATRIX)
def test_every_tampering_is_told_and_named(evidence, spoil, code, word):
    spoil(evidence)

    told = evidence.check()

    assert told.exit_code == code, told.output
    assert word in told.output


def test_what_nobody_touched_passes_again(evidence):
    told = evidence.check()

    assert told.exit_code == 0, told.output
    assert f"由足够的见证人共同签署至第 {COUNT} 条" in told.output
