// What was typed stays in this browser until it is saved: a lost line, a closed tab and an
// ended session lose nothing. Kept 14 days at most; kept.js deletes it once it is saved,
// and everything at log-out.
const PREFIX = "desk:";
const DAYS = 14;
const PAUSE = 400; // milliseconds
const PATIENCE = 8000; // milliseconds until a server that does not answer counts as gone
const OWN = ["csrfmiddlewaretoken", "base"];
const words = document.getElementById("words").dataset;
const form = document.getElementById("editor");
const bar = document.getElementById("rescue");
const state = document.getElementById("saving-state");
const about = form.dataset;
const key = `${PREFIX}${about.person}:${about.article}`;

const typed = () => [...new FormData(form)].filter(([name]) => !OWN.includes(name));
const original = JSON.stringify(typed());
let isDirty = "unsaved" in about;
let isLeaving = false;
let timer = 0;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function keep(more = {}) {
  const base = form.elements.base.value;
  const entry = { at: Date.now(), base, values: typed(), ...more };
  try {
    localStorage.setItem(key, JSON.stringify(entry));
    say(words.kept);
  } catch {
    say(words.noRoom); // the storage is full or switched off
  }
}

function say(...parts) {
  if (state.textContent === parts.join("")) return;
  state.replaceChildren(...parts);
}

function forgetOld() {
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const entry = read(name);
    if (!entry || Date.now() - entry.at > DAYS * 86_400_000) localStorage.removeItem(name);
  }
}

function offer() {
  forgetOld();
  const entry = read(key);
  if (!entry) return;
  if (JSON.stringify(entry.values) === original) {
    localStorage.removeItem(key);
    return;
  }
  if ("unsaved" in about) return; // the server gave the text back itself
  const line = document.createElement("p");
  line.textContent = words.foundText.replace("%t", new Date(entry.at).toLocaleString());
  bar.replaceChildren(line, button(words.restore, () => restore(entry)), button(words.discard, discard));
  bar.hidden = false;
}

function button(label, act) {
  const one = document.createElement("button");
  one.type = "button";
  one.textContent = label;
  one.addEventListener("click", act);
  return one;
}

function discard() {
  localStorage.removeItem(key);
  bar.hidden = true;
}

// The base comes back with the text, so that the server compares with the right one.
function restore(entry) {
  for (const rows of form.querySelectorAll("[data-rows]")) {
    const wanted = new Map(entry.values).get(`${rows.dataset.rows}-TOTAL_FORMS`) ?? 0;
    const total = rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
    while (Number(total.value) < Number(wanted)) rows.querySelector(".add-row button").click();
  }
  const values = new Map(entry.values);
  for (const field of form.elements) {
    if (!field.name || OWN.includes(field.name) || field.type === "submit") continue;
    if (field.type === "checkbox") field.checked = values.has(field.name);
    else if (field.type === "radio") field.checked = values.get(field.name) === field.value;
    else if (values.has(field.name)) field.value = values.get(field.name);
  }
  form.elements.base.value = entry.base;
  bar.replaceChildren(words.restored);
  isDirty = true;
  document.dispatchEvent(new CustomEvent("desk:changed"));
  form.elements.body.focus();
}

form.addEventListener("input", () => {
  isDirty = JSON.stringify(typed()) !== original || "unsaved" in about;
  clearTimeout(timer);
  timer = setTimeout(() => isDirty && keep(), PAUSE);
});

addEventListener("beforeunload", (event) => {
  if (isDirty && !isLeaving) event.preventDefault();
});

// Ask before sending: does the portal answer, is the session alive? Only then leave the page.
form.addEventListener("submit", async (event) => {
  const pressed = event.submitter;
  if (isLeaving || pressed?.hasAttribute("data-preview-page")) return;
  event.preventDefault();
  clearTimeout(timer); // what is kept from here on is marked as sent
  keep();
  say(words.saving);
  const answer = await ask();
  if (!answer) return;
  form.elements.csrfmiddlewaretoken.value = answer.token;
  keep({ sent: true });
  isLeaving = true;
  say(words.saving);
  form.requestSubmit(pressed);
});

async function ask() {
  try {
    const answer = await fetch(about.newest, {
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) return await answer.json();
    if (answer.status !== 403) throw new Error(answer.status);
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (isJson) say(`${words.ended} `, loginLink());
    else say(words.refused);
  } catch {
    say(words.offline);
  }
  return null;
}

function loginLink() {
  const link = document.createElement("a");
  link.href = about.login;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = words.login;
  return link;
}

addEventListener("online", () => isDirty && say(words.online));
addEventListener("pageshow", (event) => {
  if (event.persisted) isLeaving = false; // back from an error page of the browser
});
offer();
