// The day is downloaded for a basement: [data-day] names its pages, [data-day-told] says how far it is. A label's link
// that was opened without a signal lands here with its code and goes on to its stop.
import { codeIn, isOf } from "./labels.js";

const day = document.querySelector("[data-day]");
const told = document.querySelector("[data-day-told]");
const say = (words) => told && (told.textContent = words);

async function download() {
  await navigator.serviceWorker.register(day.dataset.worker, { scope: "/tasks/" });
  const { active } = await navigator.serviceWorker.ready;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.of === undefined) return;
    say(data.kept === data.of ? day.dataset.kept : day.dataset.part.replace("{n}", data.kept).replace("{of}", data.of));
  });
  const links = [...document.querySelectorAll("[data-stop]")].map((one) => one.href);
  const pages = [location.href, ...links, ...links.map((one) => `${one}absent/`)];
  if (navigator.onLine) active.postMessage({ download: pages });
}

async function goOn(code) {
  const stops = [...document.querySelectorAll("[data-stop][data-marks]")];
  const there = [];
  for (const one of stops) if (await isOf(one.dataset.marks, code)) there.push(one);
  if (there.length === 1) location.replace(`${there[0].href}?spot=${code}`);
  else if (!there.length) document.querySelector("[data-day-foreign]").hidden = false;
  else for (const one of there) {
    one.href += `?spot=${code}`;
    one.setAttribute("aria-current", "true");
  }
}

const code = codeIn(new URLSearchParams(location.search).get("spot") ?? "");
if (day && code) goOn(code);
if (day && navigator.serviceWorker) download().catch(() => say(day.dataset.broken));
