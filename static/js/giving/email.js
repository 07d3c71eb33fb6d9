/* An address with a slip of the finger (gmial.com) gets no receipt: ask, and change nothing unasked. */

const COMMON = [
  "gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "yahoo.com", "yahoo.co.uk", "icloud.com",
  "live.com", "aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com", "btinternet.com",
];
const REAL = ["mail.com", "email.com", "ymail.com", "gmx.com"]; // close to those, and people have them
const field = document.querySelector("#id_email");
const hint = Object.assign(document.createElement("p"), { className: "help meant", hidden: true });
hint.setAttribute("role", "status");
field.after(hint);

/* One letter too many, too few or wrong, or two neighbors swapped. */
function isSlip(typed, meant) {
  if (typed === meant || Math.abs(typed.length - meant.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start += 1;
  const [left, right] = [typed.slice(start), meant.slice(start)];
  const swapped = left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
  return swapped || left.slice(1) === right.slice(1) || left.slice(1) === right || left === right.slice(1);
}

field.addEventListener("change", () => {
  const at = field.value.lastIndexOf("@");
  const domain = field.value.slice(at + 1).trim().toLowerCase();
  const meant = at > 0 && ![...COMMON, ...REAL].includes(domain) && COMMON.find((known) => isSlip(domain, known));
  hint.hidden = !meant;
  if (!meant) return hint.replaceChildren();
  const address = `${field.value.slice(0, at)}@${meant}`;
  const button = Object.assign(document.createElement("button"), {
    type: "button", className: "button-link", textContent: address,
  });
  button.addEventListener("click", () => {
    field.value = address;
    hint.replaceChildren();
    hint.hidden = true;
    field.focus();
  });
  return hint.replaceChildren(`${field.dataset.meant} `, button);
});
