// What readers will see, made by the portal itself a moment after each pause in typing.
const PAUSE = 600; // milliseconds
const words = document.getElementById("words").dataset;
const form = document.getElementById("editor");
const host = document.getElementById("preview");
const status = document.getElementById("preview-status");
const problems = document.getElementById("problems");
const checks = document.getElementById("checks");
const count = document.getElementById("checks-count");
const newer = document.getElementById("newer");

// A shadow root keeps the sheets of the site and those of the admin apart.
const root = host.attachShadow({ mode: "open" });
root.append(host.querySelector("template").content.cloneNode(true));
const sheet = root.appendChild(document.createElement("div"));
sheet.className = "sheet";

let timer = 0;
let running = null;

function later() {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
}

async function show() {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      signal: running.signal,
      redirect: "error",
    });
    if (!answer.ok) throw new Error(answer.status);
    draw(await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") host.classList.add("stale");
  }
}

function draw(data) {
  host.classList.toggle("stale", data.problems.length > 0);
  if (data.html !== undefined) {
    const scroll = host.scrollTop;
    sheet.innerHTML = data.html;
    host.scrollTop = scroll;
    list(checks, data.findings);
    count.textContent = tally(data.findings);
  }
  problems.hidden = data.problems.length === 0;
  problems.replaceChildren();
  if (data.problems.length) {
    const title = document.createElement("p");
    title.textContent = words.problems;
    const items = document.createElement("div");
    problems.append(title, items);
    list(items, data.problems);
  }
  warn(data.newer);
  say(data.problems.length ? `${words.problems} ${data.problems.length}` : words.updated);
}

function list(place, found) {
  if (!found.length) {
    const line = document.createElement("p");
    line.className = "quiet";
    line.textContent = words.sound;
    place.replaceChildren(line);
    return;
  }
  const items = document.createElement("ul");
  items.className = "findings";
  items.append(...found.map(item));
  place.replaceChildren(items);
}

function item(found) {
  const line = document.createElement("li");
  if (found.severity) {
    line.className = found.severity;
    const label = line.appendChild(document.createElement("b"));
    label.textContent = `${found.label} `;
  }
  if (found.line) {
    const button = line.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "line";
    button.textContent = words.line.replace("%n", found.line);
    button.addEventListener("click", () =>
      document.dispatchEvent(new CustomEvent("desk:line", { detail: found })),
    );
    line.append(" ");
  }
  line.append(found.message);
  return line;
}

function tally(found) {
  const parts = ["error", "warning", "hint"].map((severity) => {
    const number = found.filter((one) => one.severity === severity).length;
    return number ? words[`${severity}s`].replace("%n", number) : "";
  });
  return parts.filter(Boolean).join(" · ");
}

function warn(other) {
  const text = other ? `${other.words} ${words.newer}` : "";
  newer.hidden = !other;
  if (newer.textContent !== text) newer.textContent = text;
}

// Only what is new is said, or each pause in typing would be read aloud.
function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

// Addresses inside the shadow root lead nowhere by themselves.
root.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  const target = link.getAttribute("href") ?? "";
  if (target.startsWith("#")) root.getElementById(target.slice(1))?.scrollIntoView();
  else window.open(link.href, "_blank", "noopener");
});

form.addEventListener("input", later);
form.addEventListener("change", later);
document.addEventListener("desk:changed", later);
show();
