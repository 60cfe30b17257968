// A signature: [data-pad] holds a canvas one draws on and a hidden field that carries the picture as a data: address.
// What was drawn survives a form that comes back and a phone that is turned.
const SHARP = 2; // points of the picture for each of the screen's, and no more on a phone with a finer screen
const THICK = 2.6;

function make(pad) {
  const canvas = pad.querySelector("canvas");
  const kept = pad.querySelector("input");
  const pen = canvas.getContext("2d");
  let last = null;

  function lay() {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width || (canvas.width === Math.round(width * SHARP) && canvas.height === Math.round(height * SHARP))) return;
    canvas.width = Math.round(width * SHARP);
    canvas.height = Math.round(height * SHARP);
    pen.scale(SHARP, SHARP);
    pen.lineWidth = THICK;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = pen.fillStyle = getComputedStyle(canvas).color;
    if (kept.value) redraw(width, height);
  }

  function redraw(width, height) {
    const drawn = new Image();
    drawn.addEventListener("load", () => {
      const scale = Math.min(width / drawn.width, height / drawn.height);
      pen.drawImage(drawn, 0, 0, drawn.width * scale, drawn.height * scale);
    });
    drawn.src = kept.value;
  }

  const spot = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = { at: spot(event), mid: spot(event) };
    pen.beginPath();
    pen.arc(last.at.x, last.at.y, THICK / 2, 0, Math.PI * 2);
    pen.fill();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const at = spot(one);
      const mid = { x: (last.at.x + at.x) / 2, y: (last.at.y + at.y) / 2 };
      pen.beginPath();
      pen.moveTo(last.mid.x, last.mid.y);
      pen.quadraticCurveTo(last.at.x, last.at.y, mid.x, mid.y);
      pen.stroke();
      last = { at, mid };
    }
  });
  const lift = () => {
    if (!last) return;
    last = null;
    kept.value = canvas.toDataURL("image/png");
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  pad.querySelector("[data-pad-clear]").addEventListener("click", () => {
    kept.value = "";
    pen.clearRect(0, 0, canvas.width, canvas.height);
  });
  new ResizeObserver(lay).observe(canvas);
}

document.querySelectorAll("[data-pad]").forEach(make);
