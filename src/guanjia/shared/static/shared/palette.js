// Ctrl K (⌘ K): one field that goes to a page, a case by number or words, a resident, or does an act of the case that is
// open. Pages and acts are taken from what stands on the page; the server finds the rest. Keyboard only, if one likes.
const box = document.getElementById("palette");
const field = box?.querySelector("input");
const list = box?.querySelector("[role=listbox]");
const CALM = 150; // milliseconds after the last key until the server is asked
let found = { asked: "", rows: [] };
let at = 0;
let timer = 0;
let flight = null;

const words = (el) => el.querySelector("span:not(.kbd):not(.count)")?.textContent.trim() || el.textContent.trim();
const pages = () => [...document.querySelectorAll(".nav [data-page]")].map((el) => ({ heap: box.dataset.pages, label: words(el), url: el.href }));

function acts() {
  const known = new Map();
  for (const el of document.querySelectorAll("[data-act]")) if (!known.has(words(el))) known.set(words(el), el);
  return [...known].map(([label, el]) => ({ heap: box.dataset.acts, label, el }));
}

function fits(row, text) {
  const label = row.label.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((part) => label.includes(part));
}

function show() {
  const text = field.value.trim();
  const near = [...acts(), ...pages()].filter((row) => fits(row, text));
  const rows = [...near, ...(found.asked === text ? found.rows : [])];
  list.replaceChildren(...rows.flatMap((row, n) => {
    const item = Object.assign(document.createElement("div"), { id: `palette-${n}`, className: "palette-row" });
    item.setAttribute("role", "option");
    item.append(Object.assign(document.createElement("span"), { className: "grow cut", textContent: row.label }));
    item.append(Object.assign(document.createElement("span"), { className: "soft small nowrap", textContent: row.more || row.heap }));
    item.row = row;
    return item;
  }));
  if (!rows.length && text) list.append(Object.assign(document.createElement("p"), { className: "soft small", textContent: list.dataset.none }));
  choose(Math.min(at, Math.max(0, rows.length - 1)));
}

function choose(n) {
  const items = [...list.querySelectorAll("[role=option]")];
  at = items.length ? (n + items.length) % items.length : 0;
  items.forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
  if (items[at]) {
    field.setAttribute("aria-activedescendant", items[at].id);
    items[at].scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

async function ask() {
  const text = field.value.trim();
  if (text.length < 2 || !box.dataset.finds) return;
  flight?.abort();
  flight = new AbortController();
  try {
    const answer = await fetch(`${box.dataset.finds}?${new URLSearchParams({ q: text })}`, { signal: flight.signal, redirect: "error" });
    if (!answer.ok) return;
    found = { asked: text, rows: (await answer.json()).rows };
    if (field.value.trim() === text) show();
  } catch {
    return; // another letter came, or no line
  }
}

function go() {
  const row = list.querySelector("[aria-selected=true]")?.row;
  if (!row) return;
  box.close();
  if (row.url) location.assign(row.url);
  else row.el.click();
}

function open() {
  if (box.open || document.querySelector("dialog[open]")) return;
  const from = document.activeElement;
  field.value = "";
  at = 0;
  found = { asked: "", rows: [] };
  show();
  box.showModal();
  field.focus();
  box.addEventListener("close", () => from?.focus?.(), { once: true });
}

if (box) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(at + step);
    else if (event.key === "Enter") go();
    else return;
    event.preventDefault();
  });
  field.addEventListener("input", () => {
    at = 0;
    show();
    clearTimeout(timer);
    timer = setTimeout(ask, CALM);
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (!item) return;
    choose([...list.querySelectorAll("[role=option]")].indexOf(item));
    go();
  });
  document.addEventListener("click", (event) => event.target.closest("[data-palette]") && open());
}
