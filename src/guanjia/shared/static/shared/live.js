// Live parts ([data-live]) ask for themselves anew when the stream says so; how, stands in their hx-trigger.
// While the stream is broken they ask every 10 or 20 seconds, as they would without one. A part the hand is on waits.
const GRACE = 5; // seconds without a stream before asking begins
const RETRY = 3000; // milliseconds after which a part that asked in vain asks again
const HAND = 4000; // milliseconds after a touch in which the part stays as it is
let open = false;
let without = GRACE; // a page without a stream asks from the start
let touched = { at: -HAND, where: null };

const poll = (after) => {
  for (const every of [10, 20]) if (after % every === 0) htmx.trigger(document.body, `poll${every}`);
};
document.addEventListener("htmx:sseOpen", () => {
  open = true;
  without = 0;
});
document.addEventListener("htmx:sseError", () => (open = false));
document.addEventListener("visibilitychange", () => document.hidden || open || poll(0));
setInterval(() => {
  again();
  if (open || document.hidden) return;
  without += 1;
  if (without > GRACE) poll(without);
}, 1000);

// [data-wait]: what comes while the part rests is asked for after so many seconds
const resting = new WeakSet();
document.addEventListener("htmx:sseMessage", ({ target: part }) => {
  if (!part.dataset.wait || resting.has(part)) return;
  resting.add(part);
  setTimeout(() => {
    resting.delete(part);
    waits.add(part);
  }, part.dataset.wait * 1000);
});

addEventListener("pointerdown", (event) => (touched = { at: performance.now(), where: event.target }), true);

function handIsOn(part) {
  const here = document.activeElement;
  const writes = here && part.contains(here) && here.matches("input:not([type=hidden]), textarea, select");
  const touches = performance.now() - touched.at < HAND && part.contains(touched.where);
  const chosen = getSelection();
  const reads = chosen && !chosen.isCollapsed && part.contains(chosen.anchorNode);
  return writes || touches || reads || part.querySelector("[data-menu][open], dialog[open], [data-held]") !== null;
}

const waits = new Set();
function again() {
  for (const part of waits) {
    if (part.isConnected && handIsOn(part)) continue;
    waits.delete(part);
    if (part.isConnected) htmx.trigger(part, "again");
  }
}

// What asked in vain, the line or the house being away, asks once more in a while, though the stream may stand.
const retry = (part) => part.matches?.("[data-live]") && setTimeout(() => waits.add(part), RETRY);
document.addEventListener("htmx:sendError", ({ target: part }) => retry(part));
document.addEventListener("htmx:timeout", ({ target: part }) => retry(part));

// what was unfolded stays unfolded
const unfolded = new Map();
const name = (fold) => fold.querySelector("summary")?.textContent.trim();
const folds = (part, which = "") => [...part.querySelectorAll(`details${which}:not([data-menu])`)];
const keep = (part) => part.id && unfolded.set(part.id, folds(part, "[open]").map(name));
function unfold(part) {
  const names = unfolded.get(part?.id);
  if (!names) return;
  unfolded.delete(part.id);
  const now = document.getElementById(part.id);
  if (now) folds(now).forEach((fold) => names.includes(name(fold)) && (fold.open = true));
}

// what comes for a part that went meanwhile (another row was opened) is left alone; its events no longer get here.
// What was asked for from within such a part, a form for a dialog, is still wanted.
const leftAlone = (event) => event.target.isConnected || event.target !== event.currentTarget || event.preventDefault();

// What a part hears of while an answer is on its way may not be in that answer: the part that comes of it asks again.
const asking = new Map();
document.addEventListener("htmx:beforeRequest", ({ target: part }) => {
  if (!part.matches("[data-live]")) return;
  part.addEventListener("htmx:beforeOnLoad", leftAlone);
  asking.set(part, false);
});
document.addEventListener("htmx:trigger", ({ target: part }) => asking.has(part) && asking.set(part, true));
document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig } }) => {
  const part = requestConfig.elt;
  const more = asking.get(part);
  asking.delete(part);
  const now = part.isConnected ? null : document.getElementById(part.id);
  if (more && now) htmx.trigger(now, "again");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.requestConfig?.elt;
  if (!part?.matches?.("[data-live]")) return;
  const { target, xhr } = event.detail;
  const lost = xhr.status >= 400 || xhr.responseURL.includes("/sign-in/");
  if (!lost && part.dataset.freshens) freshen(part, xhr.responseText);
  if (!lost && !handIsOn(target)) return keep(target);
  event.detail.shouldSwap = false;
  if (xhr.status >= 500) retry(part);
  if (lost) event.detail.isError = false;
  else waits.add(part);
});
document.addEventListener("htmx:afterSwap", (event) => unfold(event.detail.target));
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  const asks = document.getElementById(target.dataset.asks);
  if (!asks) return;
  if (!handIsOn(target)) return keep(target);
  event.detail.shouldSwap = false;
  waits.add(asks);
});
document.addEventListener("htmx:oobAfterSwap", (event) => unfold(event.detail.target));

// A list keeps its order while it is looked at: rows that are there tell what is new about them, rows that went say so,
// rows that came are announced ([data-news="list"]). Only an empty list takes them in at once.
function freshen(part, html) {
  const list = document.getElementById(part.dataset.freshens);
  const came = new DOMParser().parseFromString(`<body>${html}`, "text/html").body;
  const here = new Map([...list.querySelectorAll("[data-row]")].map((row) => [row.id, row]));
  const there = [...came.querySelectorAll("[data-row]")];
  if (!here.size && there.length) return htmx.swap(list, html, { swapStyle: "innerHTML" });
  let fresh = 0;
  for (const row of there) {
    const old = here.get(row.id);
    here.delete(row.id);
    if (!old) fresh += 1;
    else if (old.innerHTML !== row.innerHTML && !handIsOn(old)) {
      old.replaceChildren(...row.childNodes);
      old.classList.remove("gone");
      htmx.process(old);
      htmx.trigger(old, "htmx:load", { elt: old });
    }
  }
  const whole = !came.querySelector(".pager") && !list.querySelector(".pager");
  if (whole) for (const row of here.values()) leave(row, part.dataset.gone);
  announce(document.querySelector(`[data-news="${list.id}"]`), fresh);
}

const leave = (row, word) => Object.assign(row, { title: word }).classList.add("gone");

function announce(news, fresh) {
  if (!news) return;
  const link = Object.assign(document.createElement("a"), { className: "newbar", href: location.href });
  link.textContent = `${fresh === 1 ? news.dataset.one : news.dataset.many.replace("#", fresh)} · ${news.dataset.show}`;
  news.replaceChildren(...(fresh ? [link] : []));
}
