// The place one stands at is brought into a navigation that runs out of a phone's side.
document.querySelector(".nav [aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Menus (details[data-menu]): one at a time; a click elsewhere and Esc close them, Esc gives the focus back.
const open = () => [...document.querySelectorAll("details[data-menu][open]")];

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
    event.preventDefault();
  }
});
