// Dialogs: [data-open="id"] opens, [data-close] closes; the focus goes back to where it came from. A dialog whose content
// is fetched never shows what it held before: it waits, and closes again where there is no line.
const waiting = () => Object.assign(document.createElement("span"), { className: "waits htmx-request" });
const fetches = (opener, dialog) => opener.getAttribute("hx-target") === `#${dialog.id}`;
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (!dialog || dialog.open) return;
    const from = opener.closest("details[data-menu]")?.querySelector("summary") ?? opener;
    if (fetches(opener, dialog)) dialog.replaceChildren(waiting());
    dialog.showModal();
    dialog.addEventListener("close", () => from.focus(), { once: true });
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target.closest("[data-close]") || event.target === dialog)) dialog.close();
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail: { target } }) => target?.matches("dialog") && !target.querySelector("form") && target.close());
}

// a form that came back with errors stands in its open dialog again
document.querySelectorAll("dialog[data-opened]").forEach((dialog) => dialog.showModal());
