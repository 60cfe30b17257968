// A lost line: a band says so and that nothing typed is lost; it goes by itself.
// The browser's word alone is not enough (a machine without the wide net still reaches us): then the house is asked.
const band = document.querySelector("[data-offline]");
let lost = false;

function show(now) {
  lost = now;
  if (band) band.hidden = !now;
}

const reached = () => navigator.onLine || fetch("/healthz", { cache: "no-store" }).then(() => true, () => false);

addEventListener("offline", async () => show(!(await reached())));
addEventListener("online", () => {
  show(false);
  document.querySelectorAll("[data-retry]").forEach((el) => el.click());
});
document.addEventListener("htmx:sendError", () => show(true));
document.addEventListener("htmx:timeout", () => show(true));
document.addEventListener("htmx:afterRequest", (event) => event.detail.xhr?.status && show(false));

// a plain post without a line would show the browser's own page and lose the form
document.addEventListener("submit", (event) => {
  if (!lost || navigator.onLine || event.target.method !== "post") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  show(true);
  band?.scrollIntoView({ block: "nearest" });
}, true);
