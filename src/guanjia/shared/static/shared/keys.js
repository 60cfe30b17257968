// Keys: j k go along the rows of [data-rows], Enter opens, / searches, n shows what is new, ? lists the keys.
// [data-key="x"] is pressed by its letter, "alt+1" by Alt and a digit; Enter in [data-next="id"] goes on to that field. Single letters rest while typing and composing.
const ROWS = "[data-rows]";
const typing = (el) => el.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

const rows = () => [...document.querySelectorAll(`${ROWS} [data-row]`)].filter((row) => row.offsetParent);

function go(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement.closest?.("[data-row]"));
  const chosen = all.findIndex((row) => row.matches("[aria-current]"));
  const from = at >= 0 ? at : chosen >= 0 ? chosen : step > 0 ? -1 : all.length;
  const next = all[Math.min(all.length - 1, Math.max(0, from + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function search() {
  const field = document.querySelector("[data-search]");
  if (field?.matches("input")) {
    field.focus();
    field.select();
  } else field?.click();
}

const named = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((el) => el.offsetParent);

function press(el) {
  if (el.matches("input, textarea, select")) el.focus();
  el.click();
}

const singles = {
  j: () => go(1),
  k: () => go(-1),
  "/": search,
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = event.target.closest?.("form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-main]") ?? undefined);
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  const next = event.key === "Enter" && document.getElementById(event.target.dataset?.next);
  if (next) { // a field that goes on to another instead of sending the form
    event.preventDefault();
    next.focus();
    return;
  }
  const held = event.altKey ? named(`alt+${event.key}`) : /^F\d+$/.test(event.key) ? named(event.key) : null;
  if (held) {
    event.preventDefault();
    press(held);
    return;
  }
  if (event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target.matches("[data-row]:not(a)")) {
    event.target.querySelector("a")?.click();
    return;
  }
  const act = named(event.key) ?? singles[event.key];
  if (!act) return;
  event.preventDefault();
  if (act instanceof Element) press(act);
  else act();
});
