// Whoever logs out leaves no text of theirs behind in this browser, and is asked first.
const PREFIX = "desk:";
const form = document.getElementById("logout-form");

form?.addEventListener("submit", (event) => {
  const kept = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  if (kept.length && !confirm(form.dataset.unsaved)) {
    event.preventDefault();
    return;
  }
  for (const name of kept) localStorage.removeItem(name);
});
