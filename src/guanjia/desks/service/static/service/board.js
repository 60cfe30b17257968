// The board: a card ([data-give]) dropped on somebody ([data-staff]) opens the form with them chosen; why is asked there.
// By keyboard and touch the same form stands behind "Give to…".
let held = null;

document.addEventListener("dragstart", (event) => {
  held = event.target.closest?.("[data-give]") ?? null;
  if (!held) return;
  held.dataset.held = ""; // what is live waits until it is dropped
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.dataset.give);
});

function under(event) {
  const person = held && event.target.closest?.("[data-staff]");
  return person && !person.contains(held) ? person : null;
}

document.addEventListener("dragover", (event) => {
  const person = under(event);
  document.querySelectorAll("[data-staff].over").forEach((one) => one !== person && one.classList.remove("over"));
  if (!person) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  person.classList.add("over");
});

document.addEventListener("dragend", () => {
  document.querySelectorAll("[data-staff].over").forEach((one) => one.classList.remove("over"));
  delete held?.dataset.held;
  held = null;
});

document.addEventListener("drop", async (event) => {
  const person = under(event);
  if (!person) return;
  event.preventDefault();
  const dialog = document.getElementById("service-act");
  const from = held.querySelector("[data-open]");
  const give = `${held.dataset.give}&staff=${person.dataset.staff}`;
  await htmx.ajax("GET", give, { target: "#service-act", swap: "innerHTML" });
  dialog.showModal();
  dialog.addEventListener("close", () => from?.focus(), { once: true });
});
