// Keeps the reader's section when the edition is switched, where the other edition has it too.
const link = document.querySelector(".editions a[data-sections]");

if (link) {
  const page = link.getAttribute("href");
  const there = new Set(link.dataset.sections.trim().split(/\s+/));
  const follow = (id) => link.setAttribute("href", there.has(id) ? `${page}#${id}` : page);
  document.addEventListener("portal:section", (event) => follow(event.detail));
}
