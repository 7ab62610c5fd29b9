// Two people at one matter: what the other has just done is told here, without loading the page anew.
"use strict";
for (const place of document.querySelectorAll("[data-live]")) {
  const every = Number(place.dataset.every) * 1000;
  const name = `gk-typed ${location.pathname}`;
  let tag = `"${place.dataset.version}"`;

  // Who goes to the newest text keeps what they have typed so far.
  const typed = () => [...document.querySelectorAll("main textarea")].filter((each) => each.id && each.value);
  const again = JSON.parse(sessionStorage.getItem(name) ?? "[]");
  sessionStorage.removeItem(name);
  for (const [id, value] of again) {
    const field = document.getElementById(id);
    if (field && !field.value) field.value = value;
  }

  function tell(said) {
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "看最新内容";
    link.addEventListener("click", () => {
      sessionStorage.setItem(name, JSON.stringify(typed().map((each) => [each.id, each.value])));
    });
    place.classList.add("note");
    place.replaceChildren(`${said}您已填写的内容会保留。`, link);
  }

  async function look() {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(place.dataset.live, { headers: { accept: "application/json", "if-none-match": tag } });
        if (answer.status === 200) {
          tag = answer.headers.get("etag") ?? tag;
          tell((await answer.json()).said);
        } else if (answer.status !== 304 && answer.status < 500) {
          return; // logged out, or no longer theirs to read: the next click says so
        }
      } catch { /* no connection: the next look may find one */ }
    }
    setTimeout(look, every);
  }
  setTimeout(look, every);
}
