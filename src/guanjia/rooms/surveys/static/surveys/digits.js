// Asking on the phone with one hand on the keys: in a form[data-digits] a digit gives the score of the question one
// is at and goes on to the next. Where one writes, a digit is a digit.
const scores = (form) => [...form.querySelectorAll("fieldset")].filter((one) => one.querySelector("[type=radio][value='1']"));

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
  if (event.target.matches("textarea, input:not([type=radio]), select")) return;
  const form = event.target.closest("form[data-digits]") ?? document.querySelector("form[data-digits]");
  if (!form) return;
  const all = scores(form);
  const here = event.target.closest("fieldset");
  const group = all.includes(here) ? here : all.find((one) => !one.querySelector(":checked")) ?? all[0];
  const wanted = group?.querySelector(`[type=radio][value="${event.key}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.checked = true;
  wanted.dispatchEvent(new Event("input", { bubbles: true }));
  const fields = [...form.querySelectorAll("fieldset, textarea, input.input, button[type=submit]")];
  const next = fields.slice(fields.indexOf(group) + 1).find((one) => one.matches("fieldset") ? !one.querySelector(":checked") : true);
  (next?.matches("fieldset") ? next.querySelector("input") : next)?.focus();
});
