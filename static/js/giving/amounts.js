/* The form of giving: another currency or rhythm brings its own amounts; one amount at a time. */

const form = document.querySelector("[data-giving]");
const offers = form.querySelector("[data-offers]");
const own = form.elements.own;
const table = JSON.parse(offers.dataset.offers);

form.classList.add("scripted");

function chosen() {
  return form.querySelector("input[name=preset]:checked");
}

function offer() {
  const amounts = table[form.elements.currency.value]?.[form.elements.interval.value] ?? [];
  const plates = [...offers.querySelectorAll("input")].slice(0, -1);
  const last = offers.lastElementChild;
  plates.forEach((input) => input.parentElement.remove());
  amounts.forEach(([value, label], at) => {
    const plate = document.createElement("div");
    plate.className = "offer";
    const input = Object.assign(document.createElement("input"), {
      type: "radio", name: "preset", value, id: at ? `id_preset_${at}` : "id_preset",
    });
    const text = Object.assign(document.createElement("label"), { htmlFor: input.id, textContent: label });
    plate.append(input, text);
    last.before(plate);
  });
}

form.addEventListener("change", ({ target }) => {
  if (target.name === "currency" || target.name === "interval") {
    const before = chosen()?.value;
    offer();
    const same = [...form.querySelectorAll("input[name=preset]")].find((input) => input.value === before);
    if (same) same.checked = true;
  }
  if (target.name === "preset") own.value = "";
});

own.addEventListener("input", () => {
  if (own.value && chosen()) chosen().checked = false;
});

// A second press while the answer is on its way would be harmless, but looks broken.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => delete form.dataset.sent);
