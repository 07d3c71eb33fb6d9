// The dialog that shows the figures of the library and places one in the text.
const words = document.getElementById("words").dataset;
const dialog = document.getElementById("figures");
const query = document.getElementById("figures-query");
const results = document.getElementById("figures-results");
const status = document.getElementById("figures-status");
let figures = [];

document.addEventListener("desk:figure", async () => {
  query.value = "";
  results.replaceChildren();
  dialog.showModal();
  query.focus();
  try {
    const answer = await fetch(dialog.dataset.search, { redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    figures = (await answer.json()).results;
    draw();
  } catch {
    status.textContent = words.trouble;
  }
});

dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
query.addEventListener("input", draw);
query.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault(); // else the first press only empties the box
    dialog.close();
  }
  if (event.key !== "Enter") return;
  event.preventDefault();
  results.querySelector("button")?.click();
});

function draw() {
  const asked = query.value.trim().toLowerCase();
  const found = figures.filter(({ key, caption }) => `${key} ${caption}`.toLowerCase().includes(asked));
  results.replaceChildren(...found.map(entry));
  status.textContent = found.length ? words.found.replace("%n", found.length) : words.none;
}

function entry(figure) {
  const line = document.createElement("li");
  const button = line.appendChild(document.createElement("button"));
  button.type = "button";
  const picture = button.appendChild(document.createElement("img"));
  picture.src = figure.picture;
  picture.alt = "";
  picture.loading = "lazy";
  for (const words of [figure.caption, figure.credit, figure.key]) {
    const row = button.appendChild(document.createElement("span"));
    row.textContent = words;
  }
  button.addEventListener("click", () => {
    dialog.close();
    const detail = { words: `![](figure:${figure.key})`, block: true };
    document.dispatchEvent(new CustomEvent("desk:type", { detail }));
  });
  return line;
}
