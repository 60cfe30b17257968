// Choosing rows of a list ([data-pick]) for an act on several: x ticks the row one stands on, Shift ticks up to it.
const bar = document.querySelector("[data-picked]");
const boxes = () => [...document.querySelectorAll("[data-pick]")];
let last = null;

function count() {
  const chosen = boxes().filter((box) => box.checked).length;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-count]").textContent = chosen;
  const all = document.querySelector("[data-pick-all]");
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
}

if (bar) {
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-pick]");
    if (box) {
      const all = boxes();
      if (event.shiftKey && last?.isConnected) {
        const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
        all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
      }
      last = box;
    } else if (event.target.closest("[data-pick-all]")) boxes().forEach((one) => (one.checked = event.target.checked));
    else if (event.target.closest("[data-pick-none]")) boxes().forEach((one) => (one.checked = false));
    else return;
    count();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const box = event.target.closest("[data-row]")?.querySelector("[data-pick]");
    if (box) box.click();
  });
  document.addEventListener("htmx:afterSettle", count);
  count();
}
