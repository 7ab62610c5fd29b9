// What is typed into a form is kept as it is typed: on the server, and in this tab until the server has it.
"use strict";
{
  const SOON = 1000, LATEST = 30000; // milliseconds
  const LOCAL = "gk-draft ";

  const pairs = (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string");

  function fill(form, kept) {
    const values = new Map();
    for (const [name, value] of kept) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!field.name || ["hidden", "file", "submit"].includes(field.type)) continue;
      const given = values.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
      else field.value = given[0] ?? "";
    }
  }

  function keep(form) {
    const name = `${LOCAL}${form.dataset.whose} ${form.dataset.draft}`;
    const said = form.querySelector("[data-draft-said]");
    let waiting = 0, delay = SOON, sending = null, again = false, sent = false, stopped = false;

    const say = (text) => { if (said.textContent !== text) said.textContent = text; };
    const soon = (after) => { clearTimeout(waiting); waiting = setTimeout(save, after); };

    function hold() {
      try { sessionStorage.setItem(name, JSON.stringify({ kept: pairs(form) })); } catch { /* full or forbidden: the server has it in a second */ }
    }

    function later(text) {
      say(text);
      delay = Math.min(delay * 2, LATEST);
      soon(delay);
    }

    async function save() {
      if (sent || stopped) return;
      if (sending) { again = true; return; }
      sending = new AbortController();
      const body = new URLSearchParams(pairs(form));
      try {
        const answer = await fetch(`${form.dataset.draft}&turn=${form.dataset.turn}`, {
          method: "PUT", body, keepalive: String(body).length < 60000, signal: sending.signal,
          headers: { accept: "application/json" },
        });
        if (answer.ok) {
          const { turn, said: text } = await answer.json();
          form.dataset.turn = turn;
          delay = SOON;
          say(text);
          if (!again) sessionStorage.removeItem(name);
        } else if (answer.status === 401) {
          say("登录已过期，内容保留在本机；请在新窗口登录，再回到这里，就会自动保存。");
        } else if (answer.status >= 500) {
          later("暂时不能保存，内容保留在本机，稍后自动再试。");
        } else {
          say((await answer.json()).title);
          stopped = true;
        }
      } catch {
        if (!sent) later("连接中断，内容保留在本机，连上后自动保存。");
      }
      sending = null;
      if (again) { again = false; soon(SOON); }
    }

    form.addEventListener("input", () => { hold(); delay = SOON; soon(SOON); });
    form.addEventListener("submit", () => { hold(); sent = true; clearTimeout(waiting); sending?.abort(); });
    for (const back of ["online", "focus"]) {
      addEventListener(back, () => { if (sessionStorage.getItem(name)) { delay = SOON; soon(0); } });
    }
    addEventListener("pageshow", () => { sent = false; });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && sessionStorage.getItem(name) && !sent) save();
    });
    offer(form, name, said, () => soon(0));
  }

  // A copy is still in this tab: the connection broke before the server had it.
  function offer(form, name, said, save) {
    const held = sessionStorage.getItem(name);
    if (!held) return;
    const { kept } = JSON.parse(held);
    if (kept.some(([key, value]) => key === "command_id" && value === form.dataset.closed)) {
      sessionStorage.removeItem(name);
      return;
    }
    const now = new Map(pairs(form)), plain = (value) => value.replaceAll("\r\n", "\n");
    const differs = kept.some(([key, value]) => now.has(key) && !["command_id", "expected", "seen", "channels", "readers"].includes(key) && plain(now.get(key)) !== plain(value));
    if (!differs || form.querySelector("[aria-invalid]")) return;
    const note = document.createElement("p"), button = document.createElement("button");
    note.className = "note";
    note.setAttribute("role", "status");
    note.textContent = "这台设备上还留着没有提交的内容。";
    button.type = "button";
    button.className = "btn line";
    button.textContent = "恢复本机保留的内容";
    button.addEventListener("click", () => { fill(form, kept); note.remove(); said.textContent = "已恢复，还没有提出。"; save(); form.querySelector("input:not([type=hidden]), textarea")?.focus(); });
    note.append(button);
    form.prepend(note);
  }

  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
  // Who logs out leaves nothing behind.
  document.addEventListener("submit", ({ target }) => {
    if (!new URL(target.action).pathname.endsWith("/logout")) return;
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(LOCAL)) sessionStorage.removeItem(name);
  });
}
