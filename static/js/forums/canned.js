// A chosen canned reply goes into the text box, to be changed before it is sent. Without this
// script the server puts it before what was written.
for (const part of document.querySelectorAll("[data-canned]")) {
  const choice = part.querySelector("select");
  const box = part.querySelector("textarea");
  choice.addEventListener("change", () => {
    const text = choice.selectedOptions[0].dataset.text;
    if (!text) return;
    box.value = box.value.trim() ? `${text}\n\n${box.value}` : text;
    choice.value = "";
    box.focus();
  });
}
