// Keeps the reader's section when the edition is switched: the same one where the other edition
// has it, else the last one before it that both have.
const link = document.querySelector(".editions a[data-sections]");

if (link) {
  const page = link.getAttribute("href");
  const there = new Set(link.dataset.sections.trim().split(/\s+/));
  there.add("references"); // every page ends with them
  const contents = document.querySelectorAll(".contents a[href^='#']");
  const here = [...contents].map((entry) => decodeURIComponent(entry.hash.slice(1)));
  document.addEventListener("portal:section", (event) => {
    const upToHere = here.slice(0, here.indexOf(event.detail) + 1);
    const shared = upToHere.findLast((id) => there.has(id));
    link.setAttribute("href", shared ? `${page}#${shared}` : page);
  });
}
