// A shared computer: after so many minutes without a hand on it one is signed out and nothing stays on the screen.
// The server counts as well; this is so that the screen does not go on showing names until then.
const { idle, leave } = document.body.dataset;
if (idle && leave) {
  const most = Number(idle) * 60_000;
  let last = Date.now();
  for (const name of ["pointerdown", "keydown", "input", "scroll"]) {
    addEventListener(name, () => { last = Date.now(); }, { capture: true, passive: true });
  }
  setInterval(() => {
    if (Date.now() - last < most) return;
    last = Date.now();
    const form = document.createElement("form");
    form.method = "post";
    form.action = leave;
    const key = document.createElement("input");
    key.type = "hidden";
    key.name = "csrfmiddlewaretoken";
    key.value = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
    form.append(key);
    document.body.append(form);
    form.submit();
  }, 5_000);
}
