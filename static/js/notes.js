// Closes the note of a reference when one of its links leads to another place of the page.
for (const note of document.querySelectorAll(".note[popover]")) {
  note.addEventListener("click", (event) => {
    if (event.target.closest("a[href^='#']")) note.hidePopover();
  });
}
