// What goes with a record of form[data-proof]: where this phone is, when it was written, when each item was answered.
// The phone is asked for its place when somebody begins to write, never before; without leave it goes without.
const forms = [...document.querySelectorAll("form[data-proof]")];
const WAIT = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 };
const ALLOWED = 6; // digits after the point: a tenth of a metre
let asked = false;

function put(name, value) {
  for (const form of forms) if (form.elements[name]) form.elements[name].value = value;
}

function ask() {
  if (asked || !navigator.geolocation) return;
  asked = true;
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    for (const form of forms) if (form.matches("[data-place]")) form.querySelector("button").disabled = false;
    put("point", [coords.latitude.toFixed(ALLOWED), coords.longitude.toFixed(ALLOWED), Math.ceil(coords.accuracy)].join(","));
  }, () => (asked = false), WAIT); // not known yet: asked again with the next answer
}

for (const form of forms) {
  const times = {};
  form.addEventListener("labelled", ask);
  if (form.matches("[data-place]")) {
    form.querySelector("button").disabled = true; // until this phone knows where it is
    ask();
  }
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, ({ target }) => {
      if (!target.name || target.type === "hidden") return;
      ask();
      times[target.name] = Date.now();
      if (form.elements.answered) form.elements.answered.value = JSON.stringify(times);
    });
  }
}

// before later.js keeps the form on this phone
addEventListener("submit", (event) => {
  if (forms.includes(event.target)) event.target.elements.written.value = new Date().toISOString();
}, true);

// who allowed it once is not asked again, so the place is known at the door already
navigator.permissions?.query({ name: "geolocation" }).then((found) => found.state === "granted" && ask(), () => {});
