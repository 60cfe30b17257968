// Running clocks: what is left of a promise is told anew every 30 seconds, by the server's clock.
// [data-clock data-due data-now data-warn]; only the words change, and at warning and due time icon and colour.
const words = JSON.parse(document.querySelector("meta[name=clock-words]")?.content || "{}");
const FACES = { run: "clock", near: "alarm", late: "alert" };
const seen = new WeakMap();

function fill(pattern, ...numbers) {
  return numbers.reduce((text, number) => text.replace("#", number), pattern);
}

function length(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return fill(words.s, whole);
  if (whole < 3600) return fill(words.m, Math.floor(whole / 60));
  if (whole < 86400) {
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
    return minutes ? fill(words.hm, hours, minutes) : fill(words.h, hours);
  }
  const [days, hours] = [Math.floor(whole / 86400), Math.floor((whole % 86400) / 3600)];
  return hours ? fill(words.dh, days, hours) : fill(words.d, days);
}

function now(el) {
  if (!seen.has(el)) seen.set(el, performance.now());
  return Date.parse(el.dataset.now) + performance.now() - seen.get(el);
}

function tick(el) {
  const at = now(el);
  const left = (Date.parse(el.dataset.due) - at) / 1000;
  const tone = left < 0 ? "late" : el.dataset.warn && at >= Date.parse(el.dataset.warn) ? "near" : "run";
  const text = left < 0 ? fill(words.over, length(-left)) : left < 60 ? words.soon : fill(words.left, length(left));
  const label = el.lastElementChild;
  if (label.textContent !== text) label.textContent = text;
  if (el.classList.contains(tone)) return;
  el.classList.remove(...Object.keys(FACES));
  el.classList.add(tone);
  const use = el.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#i-${FACES[tone]}`));
}

const all = () => document.querySelectorAll("[data-clock]").forEach(tick);
const mark = (root) => root.querySelectorAll("[data-clock]").forEach((el) => now(el));

if (words.left) {
  mark(document);
  document.addEventListener("htmx:load", (event) => mark(event.detail.elt));
  setInterval(() => document.hidden || all(), 30000);
  document.addEventListener("visibilitychange", () => document.hidden || all());
}
