// Verifies that an entry is in a signed log (C2SP tlog-proof, RFC 6962), with WebCrypto alone.
// Runs in browsers (https or localhost) and in node 20 or later. Shares nothing with the server.

const subtle = globalThis.crypto?.subtle;
const text = new TextEncoder();
const ED25519 = 1;
const MAGIC = "c2sp.org/tlog-proof@v1";
const HANDOVER = "gongkai.log-key-handover/v1";

export class VerifyError extends Error {}

function demand(holds, reason) {
  if (!holds) throw new VerifyError(reason);
}

function decode(base64) {
  demand(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64), "编码有误");
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  demand(btoa(String.fromCharCode(...bytes)) === base64, "编码有误");
  return bytes;
}

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const equal = (a, b) => a.length === b.length && a.every((byte, n) => byte === b[n]);
export const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes));
export const leaf = (entry) => sha256(join(Uint8Array.of(0), entry));
const node = (left, right) => sha256(join(Uint8Array.of(1), left, right));

async function keyOf(vkey) {
  const [name, id, ...rest] = vkey.trim().split("+");
  const raw = decode(rest.join("+"));
  const named = (await sha256(join(text.encode(`${name}\n`), raw))).slice(0, 4);
  demand(raw[0] === ED25519 && raw.length === 33 && hex(named) === id, "核验公钥有误");
  const key = await subtle.importKey("raw", raw.slice(1), "Ed25519", false, ["verify"]);
  return { name, id: named, key };
}

// Reads how a log's keys were handed over, and returns [{vkey, after, upto}]: who signs which sizes.
// Whoever knows one key of the chain believes the others; a chain of strangers tells nothing.
export async function ringOf(vkey, handovers) {
  const ring = [];
  for (const note of handovers) {
    const cut = note.indexOf("\n\n") + 1;
    const body = note.slice(0, cut);
    const [magic, origin, former, successor, size, ...more] = body.slice(0, -1).split("\n");
    demand(magic === HANDOVER && more.length === 2 && /^(0|[1-9]\d*)$/.test(size), "移交书格式有误");
    for (const each of [former, successor]) {
      const verifier = await keyOf(each);
      demand(verifier.name === origin, "移交书不是这个日志的");
      demand(await hasSigned(verifier, body, note.slice(cut + 1)), "移交书的签名无效");
    }
    if (!ring.length) ring.push({ vkey: former, after: -1n });
    demand(ring.at(-1).vkey === former, "移交书与上一份不相接");
    ring.at(-1).upto = BigInt(size);
    ring.push({ vkey: successor, after: BigInt(size) });
  }
  const known = vkey.trim();
  return ring.some((each) => each.vkey === known) ? ring : [{ vkey: known, after: -1n }];
}

async function hasSigned(verifier, body, lines) {
  for (const line of lines.slice(0, -1).split("\n")) {
    const seal = /^\u2014 (\S+) (\S+)$/.exec(line);
    demand(seal, "签名行格式有误");
    const raw = decode(seal[2]);
    if (seal[1] !== verifier.name || !equal(raw.slice(0, 4), verifier.id)) continue;
    return subtle.verify("Ed25519", verifier.key, raw.slice(4), text.encode(body));
  }
  return false;
}

// Reads a checkpoint and returns {size, root}; throws unless one of the log's keys has signed it
// in its time. A ring is a verifier key, or what ringOf returns.
export async function checkpointOf(note, ring) {
  if (typeof ring === "string") return readBy(note, ring);
  const size = BigInt(/^.*\n(0|[1-9]\d*)\n/.exec(note)?.[1] ?? -1);
  const holder = ring.find((each) => each.after < size && size <= (each.upto ?? size));
  demand(holder, "检查点格式有误");
  return readBy(note, holder.vkey);
}

async function readBy(note, vkey) {
  const cut = note.indexOf("\n\n");
  demand(cut > 0 && note.endsWith("\n"), "检查点格式有误");
  const body = note.slice(0, cut + 1);
  const [origin, size, root, ...more] = body.slice(0, -1).split("\n");
  demand(root !== undefined && more.length === 0 && /^(0|[1-9]\d*)$/.test(size), "检查点格式有误");
  const verifier = await keyOf(vkey);
  demand(origin === verifier.name, "检查点不是这个日志的");
  for (const line of note.slice(cut + 2, -1).split("\n")) {
    const seal = /^\u2014 (\S+) (\S+)$/.exec(line);
    demand(seal, "检查点签名行格式有误");
    const raw = decode(seal[2]);
    if (seal[1] !== verifier.name || !equal(raw.slice(0, 4), verifier.id)) continue;
    const good = await subtle.verify("Ed25519", verifier.key, raw.slice(4), text.encode(body));
    demand(good, "检查点签名无效");
    return { size: BigInt(size), root: decode(root) };
  }
  throw new VerifyError("检查点没有这个日志的签名");
}

// Reads a proof and returns {index, path, note}; nothing is verified yet.
export function proofOf(proof) {
  const cut = proof.indexOf("\n\n");
  const lines = proof.slice(0, cut).split("\n");
  demand(cut > 0 && lines.shift() === MAGIC, "证明格式有误");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const index = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? "");
  demand(index, "证明格式有误");
  return { index: BigInt(index[1]), path: lines.map(decode), note: proof.slice(cut + 2) };
}

// Returns {index, size, root, leaf} if the entry is in the log whose key this is; throws otherwise.
export async function verify(proof, entry, ring) {
  const { index, path, note } = proofOf(proof);
  const { size, root } = await checkpointOf(note, ring);
  demand(index < size, "证明的序号超出日志");
  const own = await leaf(entry);
  let top = own, at = index, last = size - 1n;
  for (const each of path) {
    demand(each.length === 32 && last !== 0n, "证明长度有误");
    if (at & 1n || at === last) {
      top = await node(each, top);
      while (!(at & 1n) && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      top = await node(top, each);
    }
    at >>= 1n;
    last >>= 1n;
  }
  demand(last === 0n && equal(top, root), "条目与日志的根不符");
  return { index, size, root: hex(root), leaf: hex(own) };
}
