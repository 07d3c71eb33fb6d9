// What rescue.js kept in this browser goes once the portal has it, and at log-out.
const PREFIX = "desk:";
const form = document.getElementById("logout-form");
const head = document.querySelector(".page-head[data-mine]");

// The newest text is mine and stands on the base that mine was sent with: it was saved.
if (head) {
  const key = `${PREFIX}${head.dataset.person}:${head.dataset.article}`;
  const entry = JSON.parse(localStorage.getItem(key) ?? "null");
  if (entry?.sent && entry.base === head.dataset.base) localStorage.removeItem(key);
}

// Whoever logs out leaves no text of theirs behind, and is asked first.
form?.addEventListener("submit", (event) => {
  const kept = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  if (kept.length && !confirm(form.dataset.unsaved)) {
    event.preventDefault();
    return;
  }
  for (const name of kept) localStorage.removeItem(name);
});
