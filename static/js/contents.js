// Marks in the contents list the section that the reader is in.
const links = new Map();
for (const link of document.querySelectorAll(".contents a[href^='#']")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}

function mark() {
  const line = window.innerHeight * 0.3;
  let current = null;
  for (const heading of links.keys()) {
    if (heading.getBoundingClientRect().top > line) break;
    current = heading;
  }
  for (const [heading, link] of links) {
    if (heading === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.dispatchEvent(new CustomEvent("portal:section", { detail: current?.id ?? "" }));
}

let waiting = false;
function soon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; mark(); });
}

if (links.size) {
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  mark();
}
