// The page 核验: fetches proof and entry, and lets the reader's own browser judge.
import { VerifyError, proofOf, ringOf, verify } from "./log.mjs";

const form = document.querySelector("#verify-form");
const result = document.querySelector("#verify-result");
const details = document.querySelector("#verify-details");
const base = form.dataset.base;
const names = JSON.parse(form.dataset.names);
const TIME = new Intl.DateTimeFormat("zh-CN", {
  dateStyle: "long",
  timeStyle: "short",
  hourCycle: "h23",
  timeZone: "Asia/Shanghai",
});

function say(kind, sentence) {
  result.className = `note ${kind}`.trim();
  result.textContent = sentence;
  result.dataset.outcome = kind;
  result.hidden = false;
}

function list(pairs) {
  details.replaceChildren();
  for (const [name, value] of pairs) {
    const row = document.createElement("div");
    row.append(document.createElement("dt"), document.createElement("dd"));
    row.firstChild.textContent = name;
    row.lastChild.textContent = value;
    row.lastChild.className = "asis";
    details.append(row);
  }
}

async function get(path) {
  const answer = await fetch(base + path, { headers: { Accept: "application/json, text/plain" } });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new TypeError(problem.title ?? `服务器没有给出数据（${answer.status}）`);
}

// An open entry is the record itself; any other says whose it is and where, and no more.
function content(bytes, service, position) {
  const entry = JSON.parse(new TextDecoder().decode(bytes));
  if ("commitment" in entry) {
    const same = entry.service === service && entry.position === position;
    if (!same) throw new VerifyError("给出的条目不是所查的那一条");
    return [["内容", "这条记录不对社会公开，日志中只有它的承诺值"]];
  }
  if (!entry.event.type.startsWith(`${service}.`)) throw new VerifyError("给出的条目不是所查服务的");
  const plan = entry.event.plan ?? entry.event;
  return [
    ["标题", plan.title],
    ["内容", plan.content ?? entry.event.summary ?? entry.event.explanation],
    ["版本", entry.event.version],
    ["记录时间", TIME.format(new Date(entry.cause.at))],
    ["记录种类", names[entry.event.type] ?? entry.event.type],
    ["记录编号", entry.id],
  ].filter(([, value]) => value !== undefined && value !== "");
}

async function check() {
  const service = form.elements.service.value;
  const position = Number(form.elements.position.value);
  say("", "正在核验……");
  list([]);
  try {
    const proof = await (await get(`/api/proofs/${service}/${position}`)).text();
    const { index } = proofOf(proof);
    const entry = new Uint8Array(await (await get(`/api/entries/${index}`)).arrayBuffer());
    const handovers = await (await get("/keys")).json();
    const ring = await ringOf(form.elements.key.value, handovers);
    const found = await verify(proof, entry, ring);
    const shown = content(entry, service, position);
    list([
      ...shown,
      ["日志序号", String(found.index)],
      ["日志条数", String(found.size)],
      ["条目哈希", found.leaf],
      ["日志的根", found.root],
    ]);
    say("good", "已收录：这条记录在签署的日志中，签名有效，内容与收录时一致。");
  } catch (error) {
    if (error instanceof VerifyError) say("bad", `不符：${error.message}。`);
    else say("bad", `没有完成核验：${error.message}`);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
form.querySelector("button").disabled = false;
if (!globalThis.crypto?.subtle) say("bad", "这个浏览器或者这个地址不能核验：请用 https 地址打开。");
else if (form.elements.position.value) check();
