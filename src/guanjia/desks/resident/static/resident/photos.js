// Photos on a phone: each one chosen (made small by the house's own script before) is shown, and can be taken away before
// it is sent. What is taken one after the other adds up.
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

  input.addEventListener("change", () => {
    const all = [...kept, ...input.files];
    told.textContent = all.length > most ? box.dataset.over.replace("%s", most) : "";
    kept = all.slice(0, most);
    show();
  });
}

document.querySelectorAll("[data-photos]").forEach(make);
