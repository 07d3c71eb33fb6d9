/* The form of giving: another currency or rhythm brings its own amounts; one amount at a time;
   and before the button, in one sentence, what is taken and when. */

const form = document.querySelector("[data-giving]");
const offers = form.querySelector("[data-offers]");
const own = form.elements.own;
const table = JSON.parse(offers.dataset.offers);
const limits = JSON.parse(form.querySelector("[data-limits]").dataset.limits);
const due = form.querySelector("#due");
const unchosen = due.textContent;

form.classList.add("scripted");

function chosen() {
  return form.querySelector("input[name=preset]:checked");
}

function offered() {
  return table[form.elements.currency.value]?.[form.elements.interval.value] ?? [];
}

function offer() {
  const plates = [...offers.querySelectorAll("input")].slice(0, -1);
  const last = offers.lastElementChild;
  plates.forEach((input) => input.parentElement.remove());
  offered().forEach(([value, label], at) => {
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

function sum() {
  const typed = own.value.trim();
  if (own.ariaInvalid === "true" && own.value === own.defaultValue) return undefined; // it was just refused
  if (/^\d{1,12}([.,]\d{1,3})?$/.test(typed)) {
    return offered()[0]?.[1].replace(/[\d.,]+/, typed.replace(",", "."));
  }
  return typed ? undefined : offered().find(([value]) => value === chosen()?.value)?.[1];
}

function say() {
  const words = sum() ? due.dataset[form.elements.interval.value]?.replace("{sum}", sum()) : unchosen;
  if (words && due.textContent !== words) due.textContent = words;
}

form.addEventListener("change", ({ target }) => {
  if (target.name === "currency" || target.name === "interval") {
    const before = chosen()?.value;
    offer();
    const same = [...form.querySelectorAll("input[name=preset]")].find((input) => input.value === before);
    if (same) same.checked = true;
    document.querySelector("#id_own_helptext").textContent = limits[form.elements.currency.value];
  }
  if (target.name === "preset") own.value = "";
  say();
});

own.addEventListener("input", () => {
  if (own.value && chosen()) chosen().checked = false;
  say();
});

say();

// A second press while the answer is on its way would be harmless, but looks broken.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  delete form.dataset.sent;
  say(); // the browser may have put back what was chosen before
});
