"use strict";
// 播放器: fetches its list by its key, shows it, says what it has shown; a day without a line is bridged.
const kept = { key: "gk-screen-key", list: "gk-screen-list", plays: "gk-screen-plays" };
const PAGE = 12, IDLE = 90, ROWS = 6; // seconds of a page of text, of nobody touching; lines of a list
const SIZES = [2.4, 1.9, 1.35]; // of letters: the largest with which a text fits one page, else the last
const $ = (id) => document.getElementById(id);
const read = (name, other) => { try { return JSON.parse(localStorage.getItem(name)) ?? other; } catch { return other; } };
const write = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* no room: goes on in memory */ } };

let key = decodeURIComponent(location.hash.slice(1)) || read(kept.key, "");
if (location.hash) {
  write(kept.key, key);
  history.replaceState(null, "", location.pathname); // the key stands in no history
}
let heard = read(kept.list, { at: 0, list: null });
let plays = read(kept.plays, { id: "", now: {}, sent: [] });
let timer = 0, refused = "", nowAt = -1, text = 0, since = 0, page = 0, touched = 0, open = "";

const fresh = () => heard.list && Date.now() - heard.at < heard.list.offline_hours * 3600e3;
const slots = () => (fresh() ? heard.list.slots : []).filter((each) => !each.until || Date.parse(each.until) > Date.now());
const chinese = (day) => day.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日");
const about = (each) => `${each.unit_name}　${chinese(each.shown_on)}公开`;

function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
  const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function played(each) {
  const name = `${each.disclosure_id}/${each.version}`, now = new Date().toISOString();
  const one = plays.now[name] ?? { disclosure_id: each.disclosure_id, version: each.version, times: 0, first_at: now };
  plays.now[name] = { ...one, times: one.times + 1, last_at: now };
  write(kept.plays, plays);
}

async function report() {
  if (!plays.sent.length) {
    const names = Object.keys(plays.now).slice(0, 200);
    plays.sent = names.map((name) => plays.now[name]);
    names.forEach((name) => delete plays.now[name]);
    plays.id = uuid();
    write(kept.plays, plays);
  }
  if (!plays.sent.length) return;
  try {
    const body = JSON.stringify({ report_id: plays.id, plays: plays.sent });
    const answer = await fetch("/api/screens/plays", { method: "POST", body, headers: { "x-screen-key": key, "content-type": "application/json" } });
    if (answer.ok || answer.status === 422) { plays.sent = []; write(kept.plays, plays); }
  } catch { /* no line: the same report goes again */ }
}

async function poll() {
  clearTimeout(timer);
  try {
    const headers = { "x-screen-key": key };
    if (heard.list) headers["if-none-match"] = `"${heard.list.tag}"`;
    const answer = await fetch("/api/screens/playlist", { headers, cache: "no-store" });
    if (answer.status === 200) heard = { at: Date.now(), list: await answer.json() };
    else if (answer.status === 304) heard.at = Date.now();
    else if (answer.status === 401) heard = { at: 0, list: null };
    refused = answer.status === 401 ? "本屏没有登记，或者密钥已经失效，请联系管理单位。" : "";
    write(kept.list, heard);
  } catch { /* no line: what is kept goes on until its day is over */ }
  show();
  clearTimeout(timer);
  timer = setTimeout(poll, 1000 * (heard.list?.poll_seconds ?? 20));
}

function paragraphs(place, each) {
  const lines = each.explanation ? [`更正说明：${each.explanation}`, ...each.paragraphs] : each.paragraphs;
  place.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  place.scrollLeft = place.scrollTop = 0;
}

function code(each) {
  $("qr").hidden = $("scan").hidden = !each;
  if (each) $("qr").src = each.qr;
}

function frame() {
  const list = slots(), led = heard.list?.layout === "led";
  if (heard.list) document.title = $("name").textContent = heard.list.name;
  $("clock").textContent = new Date().toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "long", timeStyle: "short" });
  const quiet = heard.list && Date.now() - heard.at > 3e3 * heard.list.poll_seconds;
  $("state").textContent = quiet && fresh() ? "网络中断，正在播放已下载的内容" : "";
  $("told").hidden = list.length > 0;
  $("told").textContent = refused || (heard.list && fresh() ? "现在没有可以播放的公开事项。" : heard.list ? "网络中断已超过一天，停止播放，等待恢复。" : key ? "正在联系……" : "请用登记时给出的地址打开本页。");
  $("led").hidden = !led || !list.length;
  $("kiosk").hidden = led || !list.length || Boolean(open);
  $("item").hidden = led || !list.length || !open;
  if (!list.length) code(null);
  return { list, led };
}

function turnTo(list, at) {
  nowAt = at % list.length; text = 0; since = Date.now();
  const each = list[nowAt];
  open = `${each.disclosure_id}/${each.version}`;
  $("led-title").textContent = each.title;
  $("led-about").textContent = about(each);
  paragraphs($("led-text"), each);
  code(each);
  fit($("led-text"));
  played(each);
}

function fit(place) {
  SIZES.find((size) => { place.style.fontSize = `${size}em`; return place.scrollWidth <= place.clientWidth + 4; });
}

function lead(list) {
  const place = $("led-text"), there = list.findIndex((each) => `${each.disclosure_id}/${each.version}` === open);
  if (there < 0) return turnTo(list, Math.max(nowAt, 0));
  nowAt = there;
  if (Date.now() - since < PAGE * 1000) return undefined;
  const pages = Math.max(1, Math.ceil((place.scrollWidth - 4) / place.clientWidth));
  if (++text >= pages) return turnTo(list, nowAt + 1);
  since = Date.now();
  place.scrollLeft = (place.scrollWidth / pages) * text;
  return undefined;
}

function catalog(list) {
  const pages = Math.ceil(list.length / ROWS);
  page = Math.min(page, pages - 1);
  $("list").replaceChildren(...list.slice(page * ROWS, page * ROWS + ROWS).map((each) => {
    const line = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.append(each.title, Object.assign(document.createElement("small"), { textContent: about(each) }));
    button.addEventListener("click", () => show(`${each.disclosure_id}/${each.version}`, true));
    line.append(button);
    return line;
  }));
  $("where").textContent = `第 ${page + 1} 页，共 ${pages} 页`;
  $("back").disabled = page === 0;
  $("on").disabled = page >= pages - 1;
  code(null);
}

function show(wanted = open, chosen = false) {
  open = wanted;
  const { list, led } = frame();
  if (!list.length) return;
  if (led) { lead(list); return; }
  const each = list.find((one) => `${one.disclosure_id}/${one.version}` === open);
  if (!each) { open = ""; frame(); catalog(list); return; }
  if (!chosen) return;
  $("item-title").textContent = each.title;
  $("item-about").textContent = about(each);
  paragraphs($("item-text"), each);
  code(each);
  played(each);
  $("close").focus();
}

$("close").addEventListener("click", () => show(""));
$("back").addEventListener("click", () => { page -= 1; show(""); });
$("on").addEventListener("click", () => { page += 1; show(""); });
addEventListener("pointerdown", () => { touched = Date.now(); });
setInterval(() => {
  const { list, led } = frame();
  if (!list.length) return;
  if (led) lead(list);
  else if (open && (Date.now() - touched > IDLE * 1000 || !list.some((one) => `${one.disclosure_id}/${one.version}` === open))) { page = 0; show(""); }
}, 1000);
setInterval(report, 1000 * (heard.list?.report_seconds ?? 600));
addEventListener("online", poll);
navigator.serviceWorker?.register("/play/worker.js").catch(() => {});
show();
poll();
