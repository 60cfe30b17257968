// Dialogs: [data-open="id"] opens, [data-close] closes; the focus goes back to where it came from.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (!dialog || dialog.open) return;
    const from = opener.closest("details[data-menu]")?.querySelector("summary") ?? opener;
    dialog.showModal();
    dialog.addEventListener("close", () => from.focus(), { once: true });
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target.closest("[data-close]") || event.target === dialog)) dialog.close();
});

// a form that came back with errors stands in its open dialog again
document.querySelectorAll("dialog[data-opened]").forEach((dialog) => dialog.showModal());
