// A second click changes nothing (the form carries its command id); this only shows that the first was heard.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    form.setAttribute("aria-busy", "true");
  });
});
// Coming back with the browser's arrow, the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
});
// How much waits behind a way of the staff's navigation; without this the way is the same.
for (const way of document.querySelectorAll("a[data-count]")) {
  fetch(way.dataset.count, { headers: { accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { unread: 0 }))
    .then(({ unread }) => {
      if (!unread) return;
      const count = document.createElement("span");
      count.className = "count";
      count.textContent = unread > 99 ? "99+" : String(unread);
      count.setAttribute("aria-label", `未读${unread}条`);
      way.append(count);
    })
    .catch(() => {});
}
