// Drafts: what is typed in a form[data-draft="name"] is kept until it was sent. Where somebody is signed in
// (body[data-drafts]) the server keeps it, so that it outlives this browser, and nothing of it stays on this device once
// it is there; else, and while there is no line, it stays here.
import { begun, kept, valuesOf } from "./typed.js";

const DAYS = 3 * 864e5;
const SOON = 400; // milliseconds after the last key until it is kept here
const CALM = 1000; // until it is sent
const prefix = "draft:";
const store = document.body.dataset.drafts;
const keyOf = (form) => `${prefix}${form.dataset.draft}`;
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function keep(form) {
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values: valuesOf(form) }));
  } catch {
    return; // a full or forbidden store: the form itself still holds the text
  }
  tell(form);
}

function tell(form) {
  const told = form.querySelector("[data-draft-told]");
  if (!told) return;
  told.dataset.words ??= told.textContent;
  told.textContent = `${told.dataset.words} ${new Date().toTimeString().slice(0, 5)}`;
  told.hidden = false;
}

const flights = new Map();
async function send(name, values) {
  const body = new FormData();
  body.set("name", name);
  body.set("values", JSON.stringify(values));
  const flight = new AbortController();
  flights.get(name)?.abort();
  flights.set(name, flight);
  const key = prefix + name;
  const mine = localStorage.getItem(key);
  try {
    const answer = await fetch(store, { method: "POST", body, keepalive: true, redirect: "error", signal: flight.signal, headers: { "X-CSRFToken": token() } });
    if (answer.ok && localStorage.getItem(key) === mine) localStorage.removeItem(key);
  } catch {
    return; // no line: it stays here
  }
}

function fill(form, draft) {
  for (const field of kept(form)) {
    const values = draft.values[field.name];
    if (field.type === "checkbox" || field.type === "radio") {
      if (values) field.checked = values.includes(field.value);
    } else if (values && !field.value) field.value = values[0]; // what the server sent back wins
  }
  form.dispatchEvent(new Event("restored", { bubbles: true }));
  tell(form);
}

async function restore(forms) {
  const asked = forms.filter((form) => {
    const draft = read(keyOf(form));
    if (draft && Date.now() - draft.at > DAYS) localStorage.removeItem(keyOf(form));
    else if (draft) fill(form, draft);
    return !draft && store;
  });
  if (!asked.length) return;
  const query = new URLSearchParams(asked.map((form) => ["name", form.dataset.draft]));
  const answer = await fetch(`${store}?${query}`, { redirect: "error" }).catch(() => null);
  const found = answer?.ok ? await answer.json() : {};
  for (const form of asked) {
    const draft = found[form.dataset.draft];
    if (draft && form.isConnected && !begun(form)) fill(form, draft);
  }
}

function drop(form) {
  timers.get(form)?.forEach(clearTimeout);
  timers.delete(form);
  gone(keyOf(form));
}

function gone(key) {
  localStorage.removeItem(key);
  if (store) send(key.slice(prefix.length), {});
}

const timers = new Map();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.draft) return;
  timers.get(form)?.forEach(clearTimeout);
  const later = [setTimeout(() => keep(form), SOON)];
  if (store) later.push(setTimeout(() => flush(form), CALM));
  timers.set(form, later);
});

function flush(form) {
  timers.get(form)?.forEach(clearTimeout);
  timers.delete(form);
  keep(form);
  if (store) send(form.dataset.draft, begun(form) ? valuesOf(form) : {});
}
document.addEventListener("visibilitychange", () => document.hidden && [...timers.keys()].forEach(flush));

// a plain post: the draft goes when the next page is not this form again with an error
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.draft) return;
  timers.get(form)?.forEach(clearTimeout);
  timers.delete(form);
  flights.get(form.dataset.draft)?.abort();
  keep(form);
  if (!form.matches("[hx-post]:not([hx-trigger])")) sessionStorage.setItem("sent", keyOf(form));
});

const settled = new WeakSet();
function settle(root) {
  const forms = [...root.querySelectorAll("form[data-draft]")];
  if (root.matches?.("form[data-draft]")) forms.push(root);
  const fresh = forms.filter((form) => !settled.has(form));
  fresh.forEach((form) => settled.add(form));
  if (fresh.length) restore(fresh);
}

const sent = sessionStorage.getItem("sent");
if (sent) {
  sessionStorage.removeItem("sent");
  if (!document.querySelector("[aria-invalid=true], .band.bad, .says .bad, [data-not-sent]")) gone(sent);
}
settle(document);

document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig?.elt?.closest?.("form[data-draft]");
  const sent = event.detail.requestConfig.triggeringEvent?.type === "submit";
  if (form && sent && event.detail.xhr.status < 400) drop(form);
});
document.addEventListener("htmx:load", (event) => settle(event.detail.elt));
