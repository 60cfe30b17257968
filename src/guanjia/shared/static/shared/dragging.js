// A card ([data-give], the address of its form) dropped on somebody ([data-staff]), or on a day of theirs ([data-day]),
// opens the form with them chosen. By keyboard and touch the same form stands behind the card's own [data-open].
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
  const from = held.querySelector("[data-open]");
  const dialog = document.getElementById(from.dataset.open);
  const day = person.dataset.day ? `&day=${person.dataset.day}` : "";
  const give = `${held.dataset.give}&staff=${person.dataset.staff}${day}`;
  await htmx.ajax("GET", give, { target: dialog, swap: "innerHTML" });
  dialog.showModal();
  dialog.addEventListener("close", () => from?.focus(), { once: true });
});
