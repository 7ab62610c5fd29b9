// Names and titles to choose from while somebody types; without it the search works as ever.
"use strict";
for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-names`;
  field.after(list);
  field.setAttribute("list", list.id);
  let waiting = 0;

  async function ask() {
    const typed = field.value.trim();
    if (!typed) return;
    try {
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`, { headers: { accept: "application/json" } });
      if (!answer.ok || typed !== field.value.trim()) return;
      const found = await answer.json();
      list.replaceChildren(...found.map((each) => Object.assign(document.createElement("option"), { value: each.text })));
    } catch { /* no connection: one types on */ }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
}
