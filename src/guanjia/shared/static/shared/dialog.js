// Dialogs: [data-open="id"] opens, [data-close] closes; the focus goes back to where it came from. A dialog whose content
// is fetched never shows what it held before: it waits, and closes again where there is no line.
const waiting = () => Object.assign(document.createElement("span"), { className: "waits htmx-request" });
const shut = ({ detail: { target } }) => target.querySelector("form") || target.close();
const fetches = (opener, dialog) => opener.getAttribute("hx-target") === `#${dialog.id}`;
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (!dialog || dialog.open) return;
    const from = opener.closest("details[data-menu]")?.querySelector("summary") ?? opener;
    if (fetches(opener, dialog)) {
      dialog.replaceChildren(waiting());
      // on the opener itself: its part may be renewed meanwhile, and then nothing of it reaches the page
      for (const name of ["htmx:sendError", "htmx:timeout"]) opener.addEventListener(name, shut);
    }
    dialog.showModal();
    dialog.addEventListener("close", () => from.focus(), { once: true });
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target.closest("[data-close]") || event.target === dialog)) dialog.close();
});

// a form that came back with errors stands in its open dialog again
document.querySelectorAll("dialog[data-opened]").forEach((dialog) => dialog.showModal());
