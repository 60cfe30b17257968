// Answers for the house where there is no signal: the day's stops that were downloaded, and what their pages are made
// of. With a signal the house itself is asked first, always.
const DAY = "day";
const PAGE = /^\/tasks\/(rounds\/.*)?$/;
const PART = /(?:src|href)="(\/static\/[^"#]+)/g;
const LABEL = /^\/tasks\/spots\/([^/]+)\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(request, answer) {
  const gone = answer.redirected && new URL(answer.url).pathname.startsWith("/sign-in");
  if (gone) await caches.delete(DAY); // signed out: nothing of the day stays on this phone
  else if (answer.ok && !answer.redirected) await (await caches.open(DAY)).put(request, answer);
}

async function answered(event, isPage) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    event.waitUntil(keep(isPage ? plain(request.url) : request, answer.clone()));
    return answer;
  } catch (lost) {
    const found = await caches.match(isPage ? plain(request.url) : request, { ignoreVary: true });
    if (found) return found;
    throw lost;
  }
}

const plain = (url) => new URL(new URL(url).pathname, self.location.origin).href; // one page, whatever is asked of it

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const label = LABEL.exec(url.pathname);
  if (request.mode === "navigate" && label) {
    event.respondWith(fetch(request).catch(() => Response.redirect(`/tasks/rounds/?spot=${encodeURIComponent(label[1])}`)));
  } else if (request.mode === "navigate" && PAGE.test(url.pathname)) event.respondWith(answered(event, true));
  else if (url.pathname.startsWith("/static/")) event.respondWith(answered(event, false));
});

// the page of the day names its stops: they are fetched and kept, and what is of another day goes
self.addEventListener("message", (event) => {
  if (!Array.isArray(event.data?.download)) return;
  event.waitUntil((async () => {
    const day = await caches.open(DAY);
    const wanted = new Set(event.data.download.map(plain));
    for (const old of await day.keys()) {
      if (PAGE.test(new URL(old.url).pathname) && !wanted.has(old.url)) await day.delete(old);
    }
    let kept = 0;
    const made = new Set(); // what the pages are made of: a stop that was never opened needs its scripts as well
    for (const url of wanted) kept += await fetch(url, { credentials: "same-origin" }).then(async (answer) => {
      for (const [, part] of (await answer.clone().text()).matchAll(PART)) made.add(part);
      await keep(url, answer);
      return Number(answer.ok);
    }, () => 0);
    for (const part of made) if (!(await day.match(part))) await fetch(part).then((answer) => keep(part, answer), () => {});
    event.source?.postMessage({ kept, of: wanted.size });
  })());
});
