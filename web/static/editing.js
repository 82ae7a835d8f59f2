// Saves a draft while it is written, shows what is wrong with it and what it looks like. Without it the button does the same.
const form = document.getElementById("edit");
const body = document.getElementById("body");
const saved = document.getElementById("saved");
let waiting;
let busy = false;

async function save() {
  if (busy) { later(); return; }
  busy = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) { saved.textContent = `Not saved: ${told.detail} Press the button to see more.`; return; }
    for (const field of document.querySelectorAll("[data-version]")) field.value = told.version;
    document.getElementById("findings").innerHTML = told.findings;
    document.getElementById("preview").innerHTML = told.preview;
    const others = document.getElementById("others");
    others.hidden = told.others.length === 0;
    others.querySelector("span").textContent = told.others.join(", ");
    saved.textContent = "Saved.";
  } catch {
    saved.textContent = "Not saved: the service cannot be reached. Your words are still here.";
  } finally {
    busy = false;
  }
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(save, 800);
}

function put(text) {
  body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
  body.focus();
  later();
}

const written = (field) => field.name && field.name !== "path";

if (form) {
  form.addEventListener("input", (event) => { if (written(event.target)) { saved.textContent = ""; later(); } });
  // Somebody may have written before this ran: that is to be saved as well.
  if ([...form.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => written(field) && field.value !== field.defaultValue)) later();
  form.addEventListener("submit", () => clearTimeout(waiting));
  form.querySelector("[data-tools]").hidden = false;
  document.getElementById("heading").addEventListener("change", (event) => { if (event.target.value) put(`\n## ${event.target.value}\n`); event.target.value = ""; });
  document.getElementById("citation").addEventListener("change", (event) => { if (event.target.value) put(` [^${event.target.value}]`); event.target.value = ""; });
}

// A finding's line leads into the text. The file's line counts the front matter, which stands in fields of its own.
document.getElementById("findings")?.addEventListener("click", (event) => {
  const line = Number(event.target.dataset?.line);
  if (!line || !body) return;
  event.preventDefault();
  const fields = form.querySelectorAll("[name=field]").length;
  const lines = body.value.split("\n");
  const at = Math.max(0, line - 1 - (fields ? fields + 2 : 0));
  const start = lines.slice(0, at).join("\n").length + (at ? 1 : 0);
  body.focus();
  body.setSelectionRange(start, start + (lines[at] ?? "").length);
});
