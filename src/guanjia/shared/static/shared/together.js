// Who has a case open: a page that shows one ([data-here]) says so while a hand is on it, and that it is written there;
// what came since is then no longer new to this person. Nothing is asked for by the clock.
const LONG = 300_000; // milliseconds after which a hand on the page is told again
const WRITING = 60_000; // the same while somebody writes
const newTab = () => Math.random().toString(36).slice(2) + Date.now().toString(36);
let tab = newTab();
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
let told = { place: "", at: 0, writes: false };

const open = () => document.querySelector("[data-here]");
const nameOf = (el) => (el ? el.dataset.case || el.dataset.talk : "");

function fields(el, writes) {
  const body = new FormData();
  body.set("tab", tab);
  body.set("csrfmiddlewaretoken", token());
  if (el?.dataset.case) body.set("case", el.dataset.case);
  else if (el) body.set("talk", el.dataset.talk);
  if (writes) body.set("writes", "1");
  return body;
}

function say(writes = false) {
  const el = open();
  if (!el || document.hidden) return;
  told = { place: nameOf(el), at: Date.now(), writes, leave: el.dataset.leave };
  fetch(el.dataset.here, { method: "POST", body: fields(el, writes), keepalive: true }).catch(() => undefined);
  const row = document.querySelector(".q[aria-current=true]");
  row?.querySelectorAll("[data-unread]").forEach((mark) => mark.remove());
}

function look() {
  const place = nameOf(open());
  if (place && place !== told.place) say();
}

const due = (wait) => Date.now() - told.at > wait;
document.addEventListener("input", (event) => {
  const text = event.target;
  remember(text);
  if (!text.matches("textarea") || !open()) return;
  const writes = text.value !== "";
  if (writes !== told.writes || (writes && due(WRITING))) say(writes);
});
for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => due(LONG) && say(told.writes), { passive: true });
document.addEventListener("visibilitychange", () => document.hidden || (open() && say(told.writes)));
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "service-talk") say(told.writes); // what came is seen
});
document.addEventListener("htmx:afterSettle", look);
addEventListener("pagehide", () => told.leave && navigator.sendBeacon(told.leave, fields(null)));
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  tab = newTab(); // the one before was left for good
  say();
});
look();

// An answer remembers the newest line of the talk from when it was begun ([data-newest]): the server then knows what was seen.
const written = new WeakMap();
function remember(text) {
  const seen = text.form?.elements.seen;
  if (!seen) return;
  const newest = document.querySelector("[data-newest]")?.dataset.newest;
  if (!written.get(text) && newest) seen.value = newest;
  written.set(text, text.value !== "");
}
document.addEventListener("restored", ({ target: form }) => {
  for (const text of form.querySelectorAll("textarea")) written.set(text, text.value !== "");
});
