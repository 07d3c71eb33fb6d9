// Shows a preview without leaving the page; without this the button sends the form.
const PATIENCE = 8000; // milliseconds

async function show(form, button) {
  const place = document.getElementById("preview");
  button.setAttribute("aria-busy", "true");
  try {
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "text"]) data.set(name, form.elements[name].value);
    const answer = await fetch(form.dataset.preview, {
      method: "POST",
      body: data,
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) throw new Error(answer.status);
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    const section = made.content.querySelector("section");
    place.replaceWith(section);
    section.focus();
  } catch {
    button.dataset.plain = ""; // the page of the portal says what is wrong
    form.requestSubmit(button);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (button?.value !== "preview" || "plain" in button.dataset) return;
  event.preventDefault();
  if (!button.hasAttribute("aria-busy")) show(form, button);
});
