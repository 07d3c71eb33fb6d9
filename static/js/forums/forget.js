// Computers are shared: whoever logs out leaves no half-written text behind, and is told so.
const PREFIX = "forum-draft:";
const form = document.querySelector("form[data-forgets]");

function drafts() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return []; // no storage in this browser
  }
}

form.querySelector("[data-forgets-words]").hidden = drafts().length === 0;
form.addEventListener("submit", () => {
  for (const name of drafts()) localStorage.removeItem(name);
});
