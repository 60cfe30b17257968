// Drafts: what is typed in a form[data-draft="name"] stays on this device until it was sent.
// Passwords, files, hidden fields and whatever stands in [data-no-draft] are never kept.
const DAYS = 3 * 864e5;
const prefix = "draft:";
const keyOf = (form) => `${prefix}${form.dataset.draft}`;

const kept = (form) =>
  [...form.elements].filter((field) => field.name && !field.closest("[data-no-draft]")
    && !["password", "file", "hidden", "submit", "button"].includes(field.type));

function read(form) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  } catch {
    return null;
  }
}

function keep(form) {
  const values = {};
  for (const field of kept(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) (values[field.name] ??= []).push(field.value);
    } else if (field.value) values[field.name] = [field.value];
  }
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values }));
  } catch {
    return; // a full or forbidden store: the form itself still holds the text
  }
  const told = form.querySelector("[data-draft-told]");
  if (told) {
    told.dataset.words ??= told.textContent;
    told.textContent = `${told.dataset.words} ${new Date().toTimeString().slice(0, 5)}`;
    told.hidden = false;
  }
}

function restore(form) {
  const draft = read(form);
  if (!draft) return;
  if (Date.now() - draft.at > DAYS) return drop(form);
  for (const field of kept(form)) {
    const values = draft.values[field.name];
    if (field.type === "checkbox" || field.type === "radio") {
      if (values) field.checked = values.includes(field.value);
    } else if (values && !field.value) field.value = values[0]; // what the server sent back wins
  }
  form.dispatchEvent(new Event("restored", { bubbles: true }));
}

function drop(form) {
  localStorage.removeItem(keyOf(form));
}

const timers = new WeakMap();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.draft) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), 400));
});

// a plain post: the draft goes when the next page is not this form again with an error
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.draft) return;
  clearTimeout(timers.get(form));
  keep(form);
  if (!form.matches("[hx-post]:not([hx-trigger])")) sessionStorage.setItem("sent", keyOf(form));
});

function settle(root) {
  const forms = [...root.querySelectorAll("form[data-draft]")];
  if (root.matches?.("form[data-draft]")) forms.push(root);
  forms.forEach(restore);
}

const sent = sessionStorage.getItem("sent");
if (sent) {
  sessionStorage.removeItem("sent");
  if (!document.querySelector("[aria-invalid=true], .band.bad, .says .bad")) localStorage.removeItem(sent);
}
settle(document);

document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig?.elt?.closest?.("form[data-draft]");
  const sent = event.detail.requestConfig.triggeringEvent?.type === "submit";
  if (form && sent && event.detail.xhr.status < 400) drop(form);
});
document.addEventListener("htmx:load", (event) => settle(event.detail.elt));
