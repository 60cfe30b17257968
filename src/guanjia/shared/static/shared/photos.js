// Photos are made small enough on the phone before they are sent: a basement's signal carries 300 kB, not 8 MB.
// When and where the camera says it was goes along, for the house to keep as facts and to take out of the file.
const EDGE = 2048;
const QUALITY = 0.85;
const SMALL = 500_000; // bytes that are sent as they are
const HEAD = 262_144; // bytes in which a camera's words stand
const SOI = 0xffd8;
const APP1 = 0xffe1;
const SOS = 0xffda;
const ORIENTATION = 0x0112;
const LITTLE = 0x4949;
const ready = new WeakSet();
const waiting = new Map();

async function cameras(file) {
  const view = new DataView(await file.slice(0, HEAD).arrayBuffer());
  if (view.byteLength < 4 || view.getUint16(0) !== SOI) return null;
  for (let at = 2; at + 10 < view.byteLength; ) {
    const mark = view.getUint16(at);
    const length = view.getUint16(at + 2) + 2;
    if (mark === SOS || mark < 0xff00) return null;
    if (mark === APP1 && view.getUint32(at + 4) === 0x45786966 && at + length <= view.byteLength) {
      return standing(new Uint8Array(view.buffer.slice(at, at + length)));
    }
    at += length;
  }
  return null;
}

// the picture is drawn upright, so its words must not say again that it lies on its side
function standing(words) {
  const view = new DataView(words.buffer);
  const tiff = 10;
  const little = view.getUint16(tiff) === LITTLE;
  const first = tiff + view.getUint32(tiff + 4, little);
  for (let place = 0; place < view.getUint16(first, little); place += 1) {
    const entry = first + 2 + place * 12;
    if (entry + 12 > view.byteLength) break;
    if (view.getUint16(entry, little) === ORIENTATION) view.setUint16(entry + 8, 1, little);
  }
  return words;
}

async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!small || small.size >= file.size) return file;
  const words = await cameras(file).catch(() => null);
  const parts = words ? [small.slice(0, 2), words, small.slice(2)] : [small];
  const name = `${file.name.replace(/\.\w+$/, "")}.jpg`;
  return new File(parts, name, { type: "image/jpeg", lastModified: file.lastModified });
}

async function shrink(field) {
  const files = await Promise.all([...field.files].map((one) => shrunk(one).catch(() => one)));
  const all = new DataTransfer();
  files.forEach((one) => all.items.add(one));
  field.files = all.files;
}

addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches?.("input[type=file][accept^='image']") || !field.files.length || ready.delete(field)) return;
  if (![...field.files].some((one) => one.size > SMALL)) return;
  event.stopImmediatePropagation();
  field.form?.setAttribute("aria-busy", "true");
  const work = shrink(field).catch(() => {}).finally(() => {
    waiting.delete(field.form);
    field.disabled = false;
    field.form?.removeAttribute("aria-busy");
    ready.add(field);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.disabled = true; // a second picture chosen meanwhile would take the place of the first
  waiting.set(field.form, work);
}, true);

addEventListener("submit", (event) => {
  const work = waiting.get(event.target);
  if (!work) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  work.then(() => event.target.requestSubmit(event.submitter));
}, true);

// a photo's field says how many were chosen, unless they are shown ([data-photos]); a file's says which
addEventListener("change", ({ target }) => {
  const named = target.closest?.(".photo-add")?.querySelector("[data-names]");
  if (named && target.files.length) named.textContent = [...target.files].map((one) => one.name).join("、");
  const said = target.closest?.(".photo-add")?.querySelector("[data-chosen]");
  if (said && target.files.length && !target.closest("[data-photos]")) said.textContent = said.dataset.chosen.replace("{n}", String(target.files.length));
});

// what was chosen before this script was there (a slow line, a page come back to) is treated like the rest
addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("input[type=file][accept^='image']").forEach((field) => {
    if (field.files.length) field.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
