// Light, dark and large letters change at once; the plain post of [data-look] keeps the choice.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-look]") || !event.submitter) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { name, value } = event.submitter;
  const root = document.documentElement;
  if (name === "theme") {
    if (value === "auto") delete root.dataset.theme;
    else root.dataset.theme = value;
    form.querySelectorAll("[name=theme]").forEach((one) => one.setAttribute("aria-pressed", one === event.submitter && value !== "auto"));
  } else {
    root.classList.toggle("roomy", Boolean(value));
    event.submitter.value = value ? "" : "1";
    event.submitter.setAttribute("aria-pressed", Boolean(value));
  }
  const body = new FormData(form);
  body.set(name, value);
  await fetch(form.action, { method: "POST", body }).catch(() => undefined);
}, true);
