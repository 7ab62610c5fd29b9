// Files go ahead of their form, piece by piece, and go on where a lost connection broke them off.
// Without this script the same files come along with the form.
"use strict";
const PIECE = 1 << 20; // bytes of one request
const PATIENCE = 60; // tries in a row without a byte getting through
const fresh = () => {
  const dice = crypto.getRandomValues(new Uint8Array(16));
  dice[6] = (dice[6] & 0x0f) | 0x40;
  dice[8] = (dice[8] & 0x3f) | 0x80;
  const hex = [...dice].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
};
const pause = (seconds) =>
  new Promise((go) => {
    const timer = setTimeout(go, seconds * 1000);
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });
// The id under which a file was begun, so that it goes on even after the page was opened again.
const remembered = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;
const idOf = (file) => {
  const id = localStorage.getItem(remembered(file)) || fresh();
  localStorage.setItem(remembered(file), id);
  return id;
};
class Refused extends Error {}
async function ask(url, options) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  if (answer.status >= 500) throw new TypeError(String(answer.status));
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Refused(told.title), { status: answer.status });
  return told;
}
async function upload(base, file, say) {
  const url = `${base}/${idOf(file)}`;
  const headers = { "content-type": "application/json", accept: "application/json" };
  const body = JSON.stringify({ name: file.name, length: file.size });
  let told = null;
  for (let idle = 0; ; idle += 1) {
    try {
      if (told === null) told = await ask(url, { method: "POST", headers, body });
      while (told.received < file.size) {
        say(told.received);
        told = await ask(url, {
          method: "PATCH",
          headers: { "upload-offset": String(told.received), accept: "application/json", "content-type": "application/octet-stream" },
          body: file.slice(told.received, told.received + PIECE),
        });
        idle = 0;
      }
      say(file.size);
      return await ask(`${url}/finish`, { method: "POST", headers: { accept: "application/json" } });
    } catch (error) {
      if (error instanceof Refused && error.status !== 409) throw error;
      if (idle >= PATIENCE) throw error;
      say(told ? told.received : 0, true);
      told = null; // ask again how much has come
      await pause(Math.min(1 + idle, 10));
    }
  }
}
for (const part of document.querySelectorAll("[data-uploads]")) {
  const input = part.querySelector("input[type=file]");
  const list = part.querySelector("[data-list]");
  const notes = part.querySelector("[data-told]");
  const buttons = part.closest("form").querySelectorAll("button");
  let waiting = 0;
  const busy = (more) => {
    waiting += more;
    for (const button of buttons) button.disabled = waiting > 0;
  };
  const line = (file) => {
    const note = document.createElement("p");
    const bar = document.createElement("progress");
    const text = document.createElement("span");
    bar.max = file.size;
    bar.setAttribute("aria-label", `上传${file.name}`);
    note.append(bar, " ", text);
    notes.append(note);
    return { note, bar, text };
  };
  const take = async (file) => {
    const { note, bar, text } = line(file);
    const say = (received, lost = false) => {
      bar.value = received;
      const share = file.size ? Math.floor((received / file.size) * 100) : 0;
      text.textContent = lost ? `${file.name}：连接断开，已收到 ${share}%，正在等候继续上传……` : `${file.name}：已上传 ${share}%`;
    };
    busy(1);
    try {
      const told = await upload(part.dataset.uploads, file, say);
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "attached", value: told.upload_id, checked: true });
      label.append(box, ` ${told.attachment.name}（已上传）`);
      list.append(label);
      note.remove();
      list.dispatchEvent(new Event("input", { bubbles: true })); // the draft is to know of it
    } catch (error) {
      bar.remove();
      note.className = "error";
      text.textContent = `${file.name}：${error instanceof Refused ? error.message : "没有上传成功，请检查网络后重新选择。"}`;
    } finally {
      localStorage.removeItem(remembered(file));
      busy(-1);
    }
  };
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    input.value = ""; // they need not come again with the form
    chosen.reduce((before, file) => before.then(() => take(file)), Promise.resolve());
    if (chosen.length) notes.replaceChildren();
  });
}
