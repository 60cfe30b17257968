// Numbers counted with a thumb: the buttons beside [data-stepped], and what it comes to where a line has its price.
const FEN = 100;
const rows = [...document.querySelectorAll("[data-stepped]")];
const sum = document.querySelector("[data-sum]");
const other = document.querySelector("[data-priced]");

function reckon() {
  if (!sum) return;
  const fen = rows.reduce((all, one) => all + (Number(one.value) || 0) * (Number(one.dataset.fen) || 0), 0);
  const all = fen + Math.round((Number(other?.value) || 0) * FEN);
  sum.hidden = !rows.some((one) => "fen" in one.dataset);
  sum.textContent = `¥${(all / FEN).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function step(field, by) {
  const least = Number(field.min || 0);
  field.value = Math.min(Number(field.max || Infinity), Math.max(least, (Number(field.value) || 0) + by));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-less], [data-more]");
  const field = button?.parentElement.querySelector("[data-stepped]");
  if (field) step(field, button.matches("[data-more]") ? 1 : -1);
});
document.addEventListener("input", reckon);
reckon();
