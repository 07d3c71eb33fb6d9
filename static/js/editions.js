// Keeps the reader's place when the edition is switched. Where the other edition lacks the very
// section, its neighbour takes its place: both editions of a subject tell the same things in the
// same order, so sections are counted from the last one that both have by name. Who scrolls up to
// the switch leaves the section: the link beside the text is the one that stays in sight.
const link = document.querySelector(".editions a[data-sections]");

if (link) {
  const page = link.getAttribute("href");
  const across = document.querySelector(".across");
  const there = [...link.dataset.sections.trim().split(/\s+/), "references"];
  const contents = document.querySelectorAll(".contents a[href^='#']");
  const here = [...contents].map((entry) => decodeURIComponent(entry.hash.slice(1)));

  const counterpart = (id) => {
    if (!here.includes(id)) return "";
    let start = here.indexOf(id);
    while (start >= 0 && !there.includes(here[start])) start -= 1;
    const end = here.find((name, place) => place > start && there.includes(name));
    const first = start < 0 ? -1 : there.indexOf(here[start]);
    const steps = here.indexOf(id) - start;
    const last = end ? there.indexOf(end) - 1 : there.length - 1;
    return there[Math.max(first, Math.min(first + steps, last))] ?? "";
  };

  document.addEventListener("portal:section", (event) => {
    const section = counterpart(event.detail);
    const address = section ? `${page}#${section}` : page;
    for (const one of [link, across.firstElementChild]) one.setAttribute("href", address);
    across.hidden = !section;
  });
}
