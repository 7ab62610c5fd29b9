// A complete channel adapter without our library: the plain NATS client, one signature, fetch.
//
//   node adapter.mjs NAME nats://127.0.0.1:4222 http://127.0.0.1:8800 adapter-NAME.nk
//
// It "shows" a letter by printing one line of JSON; replace `show` and `remove` by your channel.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect, nkeyAuthenticator } from "nats";
import nkeys from "nkeys.js";

const [name, bus, house, keyFile] = process.argv.slice(2);
const seed = new TextEncoder().encode(readFileSync(keyFile, "utf8").trim());
const key = nkeys.fromSeed(seed);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

// The same letter, reported twice, has the same id: the house files it once (RFC 4122, version 5).
function idOf(letter, what) {
  const space = Buffer.from(letter.id.replaceAll("-", ""), "hex");
  const bytes = createHash("sha1").update(space).update(what).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function report(letter, outcome, fields) {
  const path = `/api/channels/${name}/reports`;
  const body = JSON.stringify({
    id: idOf(letter, outcome),
    subject: letter.subject,
    disclosure_id: letter.data.disclosure_id,
    version: letter.data.version,
    outcome,
    ...fields,
  });
  const signature = Buffer.from(key.sign(Buffer.from(`POST ${path}\n${body}`))).toString("base64");
  const headers = { "content-type": "application/json", "gk-signature": signature };
  const answer = await fetch(house + path, { method: "POST", headers, body });
  if (answer.status >= 500) throw new Error(`the house answers ${answer.status}`); // again later
  if (!answer.ok) console.error((await answer.json()).title); // refused: again would not help
}

function show(letter) {
  if (sha256(letter.data.content) !== letter.data.content_sha256) throw new Error("not as approved");
  console.log(JSON.stringify({ title: letter.data.title, type: letter.type, id: letter.id }));
  return { evidence: sha256(letter.data.content), content_sha256: letter.data.content_sha256 };
}

function remove(letter) {
  console.log(JSON.stringify({ title: letter.data.title, type: letter.type, id: letter.id }));
  return { reason: letter.data.explanation };
}

async function carry(message) {
  const letter = JSON.parse(new TextDecoder().decode(message.data));
  const gone = letter.type.includes(".withdrawn.");
  await report(letter, gone ? "removed" : "delivered", gone ? remove(letter) : show(letter));
  return "+ACK"; // only now: what is not reported comes again
}

const client = await connect({
  servers: bus,
  authenticator: nkeyAuthenticator(seed),
  inboxPrefix: `_INBOX_adapter-${name}`,
  maxReconnectAttempts: -1,
});
const question = `JS.publishing.CONSUMER.MSG.NEXT.GK_CHANNELS.${name}`;
const ask = JSON.stringify({ batch: 1, expires: 4_000_000_000 }); // nanoseconds

// A letter comes under its own subject, not under that of an answer: it needs a box of its own.
const box = client.subscribe(`_INBOX_adapter-${name}.letters`);
const next = () => client.publish(question, ask, { reply: box.getSubject() });
next();
for await (const message of box) {
  if (!message.headers?.code) {
    let answer = '-NAK {"delay":5000000000}'; // what is not done comes again in five seconds
    try {
      answer = await carry(message);
    } catch (error) {
      console.error(String(error));
    }
    client.publish(message.reply, answer);
  }
  next();
}
