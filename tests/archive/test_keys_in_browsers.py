"""A reader's browser follows how the log's key was handed over, with WebCrypto alone."""

import shutil
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import json

from services.archive.gateways.notes import Signer
from services.archive.verify.keys import handovers_in
from tests.archive.letters import ORIGIN
from tests.archive.test_keys import log
from tests.conftest import missing

__all__ = ["log"]

STATIC = Path(__file__).parents[2] / "services/archive/static"

JUDGE = """
import { readFileSync } from "node:fs";
import { ringOf, verify } from %s;
const { proof, entry, cases } = JSON.parse(readFileSync("asked", "utf8"));
const told = [];
for (const [vkey, handovers, note] of cases) {
  try {
    const ring = await ringOf(vkey, handovers);
    await verify(proof.replace("NOTE", note), new TextEncoder().encode(entry), ring);
    told.push("good");
  } catch (error) {
    told.push(error.message);
  }
}
console.log(JSON.stringify(told));
"""


def judged(tmp_path, proof, entry, cases):
    node = shutil.which("node")
    if node is None:
        missing("node is missing: apt-get install nodejs")
    asked = {"proof": proof, "entry": entry, "cases": cases}
    (tmp_path / "asked").write_bytes(json.encode(asked))
    script = json.encode(str(STATIC / "log.mjs")).decode()
    (tmp_path / "judge.mjs").write_text(JUDGE % script)
    told = subprocess.run(
        [node, "judge.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    return json.decode(told.stdout)


def test_a_browser_follows_the_handovers_and_refuses_strangers_and_retired_keys(log, tmp_path):
    handovers = [each.note for each in handovers_in(log.folder, ORIGIN)]
    edited = [each.replace("\n300\n", "\n500\n") for each in handovers]
    head = log.head()
    note, root = head.note, head.checkpoint.root
    retired = log.signers[0].sign(400, root)
    stranger = Signer(ORIGIN, Ed25519PrivateKey.generate())
    old, new = log.vkeys

    told = judged(
        tmp_path,
        head.proof(7).replace(note, "NOTE"),
        head.entry(7).decode(),
        [
            (old, handovers, note),
            (new, handovers, note),
            (new, [], note),
            (old, [], note),
            (old, handovers, retired),
            (old, edited, note),
            (stranger.verifier, handovers, note),
            (old, handovers, stranger.sign(400, root)),
        ],
    )

    assert told[:3] == ["good"] * 3
    assert told[3:5] == ["检查点没有这个日志的签名"] * 2
    assert told[5:] == ["移交书的签名无效", *["检查点没有这个日志的签名"] * 2]
