// A copy of what is typed stays in this browser until it is posted, seven days at most: a lost
// line, a closed tab and an ended session lose nothing.
const PREFIX = "forum-draft:";
const DAYS = 7;
const PAUSE = 400; // milliseconds
const FIELDS = ["title", "text", "content_note"];
const form = document.querySelector("form[data-draft]");

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function drafts() {
  return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
}

// The cookie names the form whose words the portal has; its copy is not needed any more.
function forgetPosted() {
  const posted = document.cookie.match(/(?:^|; )posted=([0-9a-f-]+)/)?.[1];
  for (const name of drafts()) {
    const entry = read(name);
    const isOld = !entry || Date.now() - entry.at > DAYS * 86_400_000;
    if (isOld || (posted && entry.token === posted)) localStorage.removeItem(name);
  }
  if (posted) document.cookie = "posted=; path=/forums/; max-age=0";
}

function start() {
  const key = PREFIX + form.dataset.draft;
  const state = form.querySelector("[data-draft-state]");
  const fields = FIELDS.map((name) => form.elements[name]).filter(Boolean);
  const values = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const original = values();
  let timer = 0;

  function keep() {
    clearTimeout(timer);
    if (JSON.stringify(values()) === JSON.stringify(original) && !read(key)) return;
    try {
      const token = form.elements.token?.value;
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), token, values: values() }));
      state.hidden = false;
    } catch {
      state.hidden = true; // the storage is full or switched off: promise nothing
    }
  }

  function restore(entry) {
    for (const field of fields) {
      const kept = entry.values[field.name] ?? "";
      const isQuotation = field.name === "text" && "append" in form.dataset && field.value;
      if (!isQuotation) field.value = kept;
      else if (kept && !kept.includes(field.value.trim())) field.value = `${kept.trimEnd()}\n\n${field.value}`;
      else if (kept) field.value = kept;
    }
    const found = form.querySelector("[data-draft-found]");
    found.querySelector("[data-draft-time]").textContent = new Date(entry.at).toLocaleString();
    found.hidden = false;
    found.querySelector("[data-draft-delete]").addEventListener("click", () => {
      localStorage.removeItem(key);
      for (const field of fields) field.value = original[field.name];
      found.hidden = true;
      state.hidden = true;
      form.elements.text.focus();
    });
    keep(); // under the number of this form
  }

  const entry = read(key);
  const differs = entry && fields.some((field) => (entry.values[field.name] ?? "") !== field.value);
  if (differs && "fresh" in form.dataset) restore(entry);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", keep);
  addEventListener("pagehide", () => timer && keep());
}

try {
  forgetPosted();
  if (form) start();
} catch {
  // No storage in this browser: the form works without.
}
