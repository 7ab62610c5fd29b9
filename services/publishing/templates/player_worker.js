"use strict";
// The page of the player itself stays on the screen's own disk, so that it opens without a line.
const NAME = "gk-player";
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.add("/play/screen")).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(
    fetch("/play/screen")
      .then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        const copy = answer.clone();
        caches.open(NAME).then((cache) => cache.put("/play/screen", copy));
        return answer;
      })
      .catch(() => caches.match("/play/screen")),
  );
});
