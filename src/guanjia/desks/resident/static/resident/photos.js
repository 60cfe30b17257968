// Photos on a phone: each one chosen is made small and upright, shown, and can be taken away before it is sent. What is
// taken one after the other adds up. Without script, or for a picture the phone can't open, the files go as they are.
const EDGE = 1600;
const QUALITY = 0.82;

async function small(file) {
  if (!file.type.startsWith("image/") || file.type === "image/gif") return file;
  try {
    const found = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(found.width, found.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(found.width * scale));
    canvas.height = Math.max(1, Math.round(found.height * scale));
    canvas.getContext("2d").drawImage(found, 0, 0, canvas.width, canvas.height);
    found.close();
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    // drawn anew it carries no place and no name of the phone; so it goes even where it is no smaller
    return made ? new File([made], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }) : file;
  } catch {
    return file; // no picture a browser can open: the house says so
  }
}

function make(box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-photos-list]");
  const told = box.querySelector("[data-photos-told]");
  const most = Number(box.dataset.most);
  let kept = [];

  function show() {
    const all = new DataTransfer();
    kept.forEach((file) => all.items.add(file));
    input.files = all.files;
    list.querySelectorAll("img").forEach((one) => URL.revokeObjectURL(one.src));
    list.replaceChildren(...kept.map((file, place) => {
      const figure = document.createElement("figure");
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = "";
      const away = document.createElement("button");
      away.type = "button";
      away.className = "btn icon";
      away.textContent = "×";
      away.setAttribute("aria-label", box.dataset.remove.replace("%s", place + 1));
      away.addEventListener("click", () => {
        kept = kept.filter((one) => one !== file);
        show();
        input.focus();
      });
      figure.append(picture, away);
      return figure;
    }));
  }

  input.addEventListener("change", async () => {
    const fresh = await Promise.all([...input.files].map(small));
    const all = [...kept, ...fresh];
    told.textContent = all.length > most ? box.dataset.over.replace("%s", most) : "";
    kept = all.slice(0, most);
    show();
  });
}

document.querySelectorAll("[data-photos]").forEach(make);
