// The dialog that finds works in the library, or adds one, and cites them in the text.
const PAUSE = 250; // milliseconds
const words = document.getElementById("words").dataset;
const dialog = document.getElementById("cite");
const query = document.getElementById("cite-query");
const results = document.getElementById("cite-results");
const status = document.getElementById("cite-status");
const chosenBox = document.getElementById("cite-chosen");
const chosenList = chosenBox.querySelector("ol");
const fresh = document.getElementById("cite-new");
const part = document.getElementById("cite-new-part");

let field = null; // the box of a result row that wants one key; null: the text
let chosen = new Map(); // citekey → label
let timer = 0;
let running = null;

document.addEventListener("desk:cite", ({ detail }) => {
  field = detail.field ?? null;
  chosen = new Map();
  drawChosen();
  query.value = "";
  results.replaceChildren();
  status.textContent = words.typeMore;
  if (fresh) fresh.open = false;
  dialog.showModal();
  query.focus();
});

dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
query.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
});

async function search() {
  running?.abort();
  running = new AbortController();
  const asked = query.value.trim();
  if (asked.length < 2) {
    results.replaceChildren();
    status.textContent = words.typeMore;
    return;
  }
  try {
    const address = `${dialog.dataset.search}?q=${encodeURIComponent(asked)}`;
    const answer = await fetch(address, { signal: running.signal, redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    const data = await answer.json();
    results.replaceChildren(...data.results.map(entry));
    const found = words.found.replace("%n", data.results.length);
    status.textContent = data.more ? words.more : data.results.length ? found : words.none;
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = words.trouble;
  }
}

function entry(work) {
  const line = document.createElement("li");
  const label = line.appendChild(document.createElement("label"));
  const tick = label.appendChild(document.createElement("input"));
  tick.type = "checkbox";
  tick.value = work.citekey;
  tick.checked = chosen.has(work.citekey);
  tick.addEventListener("change", () => {
    if (tick.checked) choose(work.citekey, work.label);
    else drop(work.citekey);
  });
  const text = label.appendChild(document.createElement("span"));
  const title = text.appendChild(document.createElement("b"));
  title.textContent = work.title;
  for (const words of [work.authors, work.source, `@${work.citekey}`]) {
    const row = text.appendChild(document.createElement("span"));
    row.textContent = words;
  }
  if (work.is_flagged) {
    const flag = text.appendChild(document.createElement("strong"));
    flag.textContent = words.retracted;
  }
  return line;
}

function choose(citekey, label) {
  if (field) {
    field.value = citekey;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close(field);
    return;
  }
  chosen.set(citekey, label);
  drawChosen();
}

function drop(citekey) {
  chosen.delete(citekey);
  const tick = [...results.querySelectorAll("input")].find((one) => one.value === citekey);
  if (tick) tick.checked = false;
  drawChosen();
}

function drawChosen() {
  const typed = new Map([...chosenList.children].map((line) => [line.dataset.key, locator(line)]));
  chosenBox.hidden = chosen.size === 0;
  chosenList.replaceChildren(...[...chosen].map(([key, label]) => chip(key, label, typed.get(key))));
}

const locator = (line) => line.querySelector("input").value.trim();

function chip(citekey, label, place = "") {
  const line = document.createElement("li");
  line.dataset.key = citekey;
  const name = line.appendChild(document.createElement("span"));
  name.textContent = label;
  const box = line.appendChild(document.createElement("input"));
  box.value = place;
  box.placeholder = words.locator;
  box.setAttribute("aria-label", `${label}: ${words.locator}`);
  const remove = line.appendChild(document.createElement("button"));
  remove.type = "button";
  remove.className = "quiet";
  remove.textContent = words.remove;
  remove.setAttribute("aria-label", `${words.remove}: ${label}`);
  remove.addEventListener("click", () => drop(citekey));
  return line;
}

document.getElementById("cite-insert").addEventListener("click", insert);

function insert() {
  const items = [...chosenList.children].map((line) => {
    const place = locator(line).replaceAll(/[[\];]/g, "");
    return `@${line.dataset.key}${place ? `, ${place}` : ""}`;
  });
  close();
  document.dispatchEvent(
    new CustomEvent("desk:type", { detail: { words: `[${items.join("; ")}]` } }),
  );
}

function close(target) {
  dialog.close();
  target?.focus();
}

// Enter takes the first work found and, when something is chosen, inserts it.
query.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") {
    event.preventDefault();
    results.querySelector("input")?.focus();
  }
  if (event.key === "Escape") {
    event.preventDefault(); // else the first press only empties the box
    dialog.close();
  }
  if (event.key !== "Enter") return;
  event.preventDefault();
  const first = results.querySelector("input:not(:checked)");
  if (chosen.size) insert();
  else first?.click();
});

results.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter" && chosen.size) {
    event.preventDefault();
    insert();
  }
  if (!step) return;
  event.preventDefault();
  const ticks = [...results.querySelectorAll("input")];
  const next = ticks[ticks.indexOf(event.target) + step];
  (next ?? (step < 0 ? query : event.target)).focus();
});

// A new work: the page "Paste references", a part of it at a time.
fresh?.addEventListener("toggle", async () => {
  if (fresh.open && !part.hasChildNodes()) await load(fetch(dialog.dataset.paste));
});

part.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new FormData(event.target);
  await load(fetch(dialog.dataset.paste, { method: "POST", body }));
});

part.addEventListener("click", (event) => {
  const known = event.target.closest("[data-known]");
  if (known) choose(known.dataset.known, known.dataset.label);
});

async function load(asked) {
  try {
    const answer = await asked;
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    if (answer.headers.get("Content-Type").startsWith("application/json")) {
      const { created } = await answer.json();
      part.replaceChildren();
      fresh.open = false;
      status.textContent = `${words.added} ${created.map((work) => work.label).join(", ")}`;
      for (const work of created) choose(work.citekey, work.label);
      if (dialog.open) document.getElementById("cite-insert").focus();
      return;
    }
    part.innerHTML = await answer.text();
    for (const button of part.querySelectorAll("[data-known]")) button.hidden = false;
    part.querySelector("textarea, input:not([type=hidden])")?.focus();
  } catch {
    status.textContent = words.trouble;
    query.focus();
  }
}

// Result rows name one work each: a button beside the box opens the same dialog.
function addPickers(place) {
  for (const box of place.querySelectorAll("[data-citekey]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet pick";
    button.textContent = words.pick;
    button.setAttribute("aria-label", words.pickLabel);
    button.addEventListener("click", () =>
      document.dispatchEvent(new CustomEvent("desk:cite", { detail: { field: box } })),
    );
    box.after(button);
  }
}
addPickers(document);
document.addEventListener("desk:row", (event) => addPickers(event.target));
