// Lists: the chosen row is marked, and a phone shows the work instead of the list.
// [data-rows] [data-row]; [data-fill="id" data-text] puts a wording into a field; a chosen photo is sent at once.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] [data-row]");
  if (row?.matches("[hx-get]")) {
    row.closest("[data-rows]").querySelectorAll("[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
    row.closest("main")?.classList.add("opened");
  }
  const fill = event.target.closest("[data-fill]");
  if (fill) adopt(fill);
});

function adopt(fill) {
  const field = document.getElementById(fill.dataset.fill);
  field.value = field.value ? `${field.value.trimEnd()}\n${fill.dataset.text}` : fill.dataset.text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

// a wording with a blank in it begins at the blank
document.addEventListener("focusin", ({ target: field }) => {
  const blank = field.matches("textarea") && !field.dataset.begun ? field.value.indexOf("____") : -1;
  if (blank < 0) return;
  field.dataset.begun = "1";
  field.setSelectionRange(blank, blank + 4);
});

// Tab in an empty field takes the wording offered for it
document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey || event.isComposing || event.target.value !== "" || !event.target.id) return;
  const fill = document.querySelector(`[data-fill="${CSS.escape(event.target.id)}"]`);
  if (!fill) return;
  event.preventDefault();
  adopt(fill);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]") && event.target.files.length) event.target.form.requestSubmit();
});
