// Saying it: where the browser can record, a button does, and the recording lands in the form's file. Where it can't,
// the field for a file stays. What was recorded is heard and can be taken away before it is sent.
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];
const ENDS = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };
const BITS = 32000; // a voice needs no more; a minute is a quarter of a megabyte

function make(box) {
  const input = box.querySelector("input[type=file]");
  const field = input.closest(".field");
  const start = box.querySelector("[data-voice-start]");
  const label = start.querySelector("span");
  const made = box.querySelector("[data-voice-made]");
  const told = box.querySelector("[data-voice-told]");
  const seconds = box.querySelector("[data-voice-seconds]") ?? input.form.elements.seconds;
  const most = Number(box.dataset.most);
  let recorder = null;

  start.hidden = false;
  field.hidden = !field.classList.contains("wrong");

  function put(file, length) {
    const all = new DataTransfer();
    if (file) all.items.add(file);
    input.files = all.files;
    seconds.value = file ? length : "";
    const player = made.querySelector("audio");
    if (player.src) URL.revokeObjectURL(player.src);
    made.hidden = !file;
    start.hidden = Boolean(file);
    if (file) player.src = URL.createObjectURL(file);
    else player.removeAttribute("src");
  }

  function rest() {
    recorder = null;
    label.textContent = label.dataset.begin;
    told.textContent = "";
    start.setAttribute("aria-pressed", "false");
  }

  async function record() {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const parts = [];
    const began = Date.now();
    const passed = () => Math.round((Date.now() - began) / 1000);
    recorder = new MediaRecorder(sound, { ...(kind ? { mimeType: kind } : {}), audioBitsPerSecond: BITS });
    const plain = recorder.mimeType.split(";")[0] || "audio/webm";
    const ticking = setInterval(() => {
      told.textContent = `${Math.max(0, most - passed())} s`;
      if (passed() >= most) recorder?.stop();
    }, 500);
    recorder.addEventListener("dataavailable", (event) => event.data.size && parts.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(ticking);
      sound.getTracks().forEach((one) => one.stop());
      rest();
      const file = new File(parts, `voice.${ENDS[plain] ?? "webm"}`, { type: plain });
      if (parts.length) put(file, Math.min(most, Math.max(1, passed())));
    });
    recorder.start(1000);
    label.textContent = label.dataset.stop;
    start.setAttribute("aria-pressed", "true");
  }

  start.addEventListener("click", () => {
    if (recorder) return recorder.stop();
    return record().catch(() => {
      told.textContent = box.dataset.broken;
      field.hidden = false;
      start.hidden = true;
    });
  });
  box.querySelector("[data-voice-drop]").addEventListener("click", () => {
    put(null);
    start.focus();
  });
}

if (window.MediaRecorder && navigator.mediaDevices?.getUserMedia) document.querySelectorAll("[data-voice]").forEach(make);
