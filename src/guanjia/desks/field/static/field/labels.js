// A label at a door: scanned by the camera's link, by this page where the browser reads codes, held at the phone (NFC),
// or typed. A phone without a signal knows it by its mark; the house looks at it again when the record arrives.
const SIGNS = /^[0-9A-HJKMNP-TV-Z]{8}$/;
const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");

export function codeIn(text) {
  const last = text.trim().split(/[?#]/)[0].split("/").filter(Boolean).pop() ?? "";
  const code = last.toUpperCase().replace(/[- ]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  return SIGNS.test(code) ? code : "";
}

export async function isOf(marks, code) {
  const mark = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  return marks.split(" ").includes(mark);
}

function make(box) {
  const forms = [...document.querySelectorAll("form[data-proof]")];
  const told = box.querySelector("[data-label-told]");
  const typed = box.querySelector("[data-label-typed]");
  const video = box.querySelector("video");
  let stream = null;

  async function take(text) {
    const code = codeIn(text);
    const fits = code && await isOf(box.dataset.marks, code);
    told.className = fits ? "small" : "wrong-text";
    told.textContent = fits ? box.dataset.good.replace("{at}", new Date().toTimeString().slice(0, 5)) : (code ? box.dataset.foreign : box.dataset.unread);
    if (!fits) return false;
    const now = new Date().toISOString();
    for (const form of forms) {
      form.elements.code.value = code;
      form.elements.scanned.value = now;
      form.dispatchEvent(new Event("labelled"));
    }
    return true;
  }

  function rest() {
    stream?.getTracks().forEach((one) => one.stop());
    stream = null;
    video.hidden = true;
  }

  async function look() {
    if (stream) return rest();
    const reader = new BarcodeDetector({ formats: ["qr_code"] });
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    while (stream) {
      const [found] = await reader.detect(video).catch(() => []);
      if (found && await take(found.rawValue)) rest();
      await new Promise((next) => requestAnimationFrame(next));
    }
  }

  async function hold() {
    const reader = new NDEFReader();
    reader.addEventListener("reading", ({ message }) => {
      for (const one of message.records) if (one.data) take(new TextDecoder().decode(one.data));
    });
    await reader.scan();
    told.textContent = box.dataset.hold;
  }

  function offer(name, there, act) {
    const button = box.querySelector(`[data-label-${name}]`);
    button.hidden = !there;
    button.addEventListener("click", () => act().catch(() => (told.textContent = box.dataset.broken)));
  }

  offer("scan", "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia, look);
  offer("nfc", "NDEFReader" in window, hold);
  box.querySelector("[data-label-take]").addEventListener("click", () => take(typed.value));
  typed.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take(typed.value);
  });
  const scanned = new URLSearchParams(location.search).get("spot");
  if (scanned) take(scanned);
}

document.querySelectorAll("[data-label]").forEach(make);
