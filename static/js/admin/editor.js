// The buttons above the text that the toolbar library does not know, rows, and keys.
const words = document.getElementById("words").dataset;
const form = document.getElementById("editor");
const text = document.getElementById("id_body");

// Typing through the browser keeps its undo; the rest is for browsers that cannot.
function type(field, words) {
  field.focus();
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// A block stands alone: empty lines around it, as many as are missing.
function typeBlock(block, select) {
  const before = text.value.slice(0, text.selectionStart);
  const after = text.value.slice(text.selectionEnd);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const tail = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  type(text, lead + block + tail);
  const start = before.length + lead.length + (select ? block.indexOf(select) : block.length);
  text.setSelectionRange(start, start + (select ? select.length : 0));
}

const selected = () => text.value.slice(text.selectionStart, text.selectionEnd).trim();

const blocks = {
  table() {
    const column = words.column;
    typeBlock(
      `Table: ${words.heading}\n\n| ${column} 1 | ${column} 2 |\n| --- | --- |\n|  |  |`,
      words.heading,
    );
  },
  quotation() {
    const quoted = selected() || words.quote;
    const lines = quoted.split("\n").map((line) => `> ${line}`.trimEnd());
    typeBlock(`${lines.join("\n")}\n> — `);
    document.dispatchEvent(new CustomEvent("desk:cite", { detail: {} }));
  },
  box(button) {
    const inside = selected();
    const lines = "list" in button.dataset ? inside.split("\n").map((line) => `- ${line}`) : [inside];
    const block = `::: ${button.dataset.box}\n${lines.join("\n")}\n:::`;
    typeBlock(block);
    if (!inside) {
      const end = text.value.lastIndexOf("\n:::", text.selectionStart);
      text.setSelectionRange(end, end);
    }
  },
};

form.querySelector("markdown-toolbar").addEventListener("click", (event) => {
  const button = event.target.closest("[data-md-button]");
  const kind = button?.dataset.mdButton;
  if (kind in blocks) blocks[kind](button);
  if (kind === "cite") document.dispatchEvent(new CustomEvent("desk:cite", { detail: {} }));
  if (kind === "figure") document.dispatchEvent(new CustomEvent("desk:figure"));
});

// The pickers ask for words to be typed; a figure is a block of its own.
document.addEventListener("desk:type", ({ detail }) => {
  if (detail.block) typeBlock(detail.words);
  else type(text, detail.words);
});

// The preview and the checks send the person to a line.
document.addEventListener("desk:line", ({ detail }) => {
  const field = document.getElementById(`id_${detail.field || "body"}`);
  if (!field) return;
  const lines = field.value.split("\n");
  const start = lines.slice(0, detail.line - 1).join("\n").length + (detail.line > 1 ? 1 : 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[detail.line - 1] ?? "").length);
  const height = parseFloat(getComputedStyle(field).lineHeight) || 24;
  field.scrollTop = Math.max(0, (detail.line - 4) * height);
});

form.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const button = { b: "bold", i: "italic", k: "link" }[event.key];
  if (button && event.target === text) {
    event.preventDefault();
    form.querySelector(`[data-md-button="${button}"]`).click();
  } else if (event.key === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=_save]"));
  }
});

for (const rows of form.querySelectorAll("[data-rows]")) {
  const template = rows.querySelector("template");
  const line = rows.querySelector(".add-row");
  const total = rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
  line.hidden = false;
  line.querySelector("button").addEventListener("click", () => {
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.firstElementChild;
    line.before(row);
    total.value = Number(total.value) + 1;
    row.querySelector("input, select").focus();
    row.dispatchEvent(new CustomEvent("desk:row", { bubbles: true }));
  });
}

// Rows marked for removal are dimmed; they are gone when the text is saved.
form.addEventListener("change", (event) => {
  if (event.target.name?.endsWith("-DELETE")) {
    event.target.closest(".row").classList.toggle("removed", event.target.checked);
  }
});
