// Sending: the button is disabled and says what it does ([data-doing]), and sending twice counts once.
const BUSY = "busy";

function busy(form, button) {
  form.dataset[BUSY] = "1";
  form.setAttribute("aria-busy", "true");
  const all = form.querySelectorAll("button[type=submit], button:not([type])");
  // disabled only after the browser has read the fields, or the pressed button's own value would be lost
  setTimeout(() => all.forEach((one) => (one.disabled = true)));
  const words = button?.dataset.doing;
  const label = button?.querySelector("span:not(.kbd)") ?? button;
  if (!words || !label || label.dataset.was) return;
  label.dataset.was = label.textContent;
  label.textContent = words;
}

function free(form) {
  delete form.dataset[BUSY];
  form.removeAttribute("aria-busy");
  form.querySelectorAll("button[type=submit], button:not([type])").forEach((one) => (one.disabled = false));
  form.querySelectorAll("[data-was]").forEach((label) => {
    label.textContent = label.dataset.was;
    delete label.dataset.was;
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.method === "dialog") return;
  if (form.dataset[BUSY]) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  busy(form, event.submitter);
}, true);

// a page brought back by the back button must not stay disabled
addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(free));

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form?.isConnected) free(form);
});

// after an answer with errors the first wrong field has the focus
function point(root) {
  const wrong = root.querySelector("[aria-invalid=true]") ?? root.querySelector("[data-focus]");
  wrong?.focus({ preventScroll: false });
}
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.xhr?.status === 422) point(event.detail.elt);
});
point(document);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) history.back();
  if (event.target.closest("[data-print]")) print();
  const toast = event.target.closest("[data-toast] [data-close]")?.closest("[data-toast]");
  toast?.remove();
});
