// Without a signal an act of form[data-later] is kept on this phone with its time and sent when there is one again.
// The photos go with it; what the house does not accept stays listed, with the way to its form.
const STORE = "acts";
const open = new Promise((found, failed) => {
  const asked = indexedDB.open("later", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
  asked.onsuccess = () => found(asked.result);
  asked.onerror = () => failed(asked.error);
});
open.catch(() => {}); // a forbidden store: acts are sent as ever, nothing is kept

async function store(mode, act) {
  const rows = (await open).transaction(STORE, mode).objectStore(STORE);
  return new Promise((found, failed) => {
    const asked = act(rows);
    asked.onsuccess = () => found(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
const all = () => store("readonly", (rows) => rows.getAll());
const put = (row) => store("readwrite", (rows) => rows.put(row));
const drop = (id) => store("readwrite", (rows) => rows.delete(id));

async function show() {
  const box = document.querySelector("[data-waiting]");
  if (!box) return;
  const rows = await all();
  box.hidden = !rows.length;
  const words = box.querySelector("[data-waiting-none]");
  words.textContent = words.dataset.waitingNone.replace("%s", rows.length);
  const list = box.querySelector("[data-waiting-list]");
  list.replaceChildren(...rows.map((row) => {
    const line = document.createElement("li");
    line.textContent = `${new Date(row.at).toTimeString().slice(0, 5)} ${row.label} `;
    if (row.refused) {
      const link = document.createElement("a");
      link.className = "link";
      link.href = row.url;
      link.textContent = list.dataset.again;
      link.addEventListener("click", () => drop(row.id));
      line.append(link);
    }
    return line;
  }));
}

async function keep(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && value !== "");
  const at = new Date().toISOString();
  const same = (await all()).find((row) => row.url === form.action && !fields.some(([, value]) => value instanceof Blob));
  await put({ ...(same ? { id: same.id } : {}), url: form.action, label: form.dataset.later, at, fields });
  await show();
  document.querySelector("[data-waiting]")?.scrollIntoView({ block: "nearest" });
}

async function send(row) {
  const body = new FormData();
  row.fields.forEach(([name, value]) => body.append(name, value));
  if (!body.has("at")) body.append("at", row.at);
  if (!body.has("written")) body.append("written", row.at);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  const answer = await fetch(row.url, { method: "POST", body });
  if (answer.ok && !answer.url.includes("/sign-in/")) await drop(row.id);
  else if ([403, 404, 409, 422].includes(answer.status)) await put({ ...row, refused: true });
  return answer.ok;
}

// the band says so, which asks the house itself
const isLost = () => document.querySelector("[data-offline]")?.hidden === false;

let sending = false;
async function sendAll() {
  if (sending || !document.querySelector("[name=csrfmiddlewaretoken]")) return;
  sending = true;
  let sent = 0;
  try {
    for (const row of (await all()).filter((one) => !one.refused)) sent += await send(row);
  } catch {
    // the line went again: what is left waits for the next signal
  } finally {
    sending = false;
  }
  await show();
  if (sent && !document.activeElement?.matches("textarea, input")) location.reload();
}

// before everybody else on the window: without a line the others would only say that nothing is lost
addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.later || reached.has(form) || (navigator.onLine && !isLost()) || !form.reportValidity()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isLost()) keep(form);
  else ask(form, event.submitter);
}, true);

// The browser says that the line went and nobody has asked the house yet: what is pressed now must not be lost either.
const reached = new WeakSet();
const asking = new WeakSet();
async function ask(form, button) {
  if (asking.has(form)) return;
  asking.add(form);
  const there = await fetch("/healthz", { cache: "no-store" }).then(() => true, () => false);
  asking.delete(form);
  if (!there) return keep(form);
  reached.add(form);
  form.requestSubmit(button);
  reached.delete(form);
}
addEventListener("online", sendAll);
show().then(sendAll, () => {});
