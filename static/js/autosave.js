// A report saves itself while it is filled in. Without this file each part has its own button that does the same.

const WAIT = 900;
const RETRY = [5000, 10000, 30000, 60000];
const box = document.querySelector("[data-autosave]");
const state = box.querySelector("[data-save-state]");
const words = box.dataset;
const fields = new Map([...box.querySelectorAll("[data-row]")].map((field) => [field.dataset.row, field]));
const stored = new Map([...fields].map(([key, field]) => [key, field.value]));
const failures = { count: 0 };
let timer = 0;
let busy = false;
let leaving = false;

const shownOf = (field) => field.form.elements.namedItem(`was.${field.dataset.row}`);
const pending = () => [...fields].filter(([key, field]) => field.value !== stored.get(key));

function tell(text, look) {
  state.textContent = text;
  state.className = look;
}

function blame(key, message) {
  const field = fields.get(key);
  field.toggleAttribute("aria-invalid", Boolean(message));
  if (message) field.setAttribute("aria-invalid", "true");
  document.getElementById(`e-${key.replaceAll(".", "-")}`).textContent = message;
  field.closest(".fill-row").classList.toggle("wrong", Boolean(message));
}

function body(rows) {
  const sent = new URLSearchParams({ csrf_token: box.querySelector("[name=csrf_token]").value });
  for (const [key, field] of rows) {
    sent.set(`v.${key}`, field.value);
    sent.set(`was.${key}`, shownOf(field).value);
  }
  return sent;
}

function take(answer, sent) {
  for (const [key, text] of Object.entries(answer.saved)) {
    const field = fields.get(key);
    shownOf(field).value = text;
    if (field.value === sent.get(`v.${key}`) && document.activeElement !== field) field.value = text;
    stored.set(key, field.value === sent.get(`v.${key}`) ? field.value : text);
    blame(key, "");
  }
  for (const [key, message] of Object.entries(answer.refused)) {
    stored.set(key, sent.get(`v.${key}`));
    blame(key, message);
  }
  for (const [key, text] of Object.entries(answer.overtaken)) {
    stored.set(key, sent.get(`v.${key}`));
    shownOf(fields.get(key)).value = text;
    blame(key, words.overtaken.replace("{text}", text || words.blank));
  }
  showChecks(answer.failing);
  box.querySelector("[data-filled]").textContent = answer.filled;
  for (const count of box.querySelectorAll("[data-part]")) count.textContent = answer.parts[count.dataset.part];
}

function showChecks(failing) {
  for (const place of box.querySelectorAll("[data-checks]")) {
    const messages = failing[place.dataset.checks] ?? [];
    place.replaceChildren(
      ...messages.map((message) => {
        const line = document.createElement("p");
        const text = document.createElement("span");
        line.className = "row-note tone-warning";
        text.textContent = `⚠ ${message}`;
        line.append(text);
        return line;
      }),
    );
  }
}

async function save() {
  const rows = pending();
  if (busy || rows.length === 0) return;
  busy = true;
  tell(words.waiting, "");
  const sent = body(rows);
  try {
    const answer = await fetch(words.autosave, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    const isJson = answer.headers.get("content-type")?.startsWith("application/json");
    if (!answer.ok || !isJson) throw new Error(answer.ok || answer.status < 500 ? "signed-out" : "fault");
    const told = await answer.json();
    take(told, sent);
    failures.count = 0;
    const wrong = Object.keys(told.refused).length + Object.keys(told.overtaken).length;
    const said = [told.at, wrong ? words.refused : ""].filter(Boolean);
    tell(said.join(". "), wrong ? "failed" : "saved");
  } catch (error) {
    failures.count += 1;
    tell(error.message === "signed-out" ? words.signedOut : words.failed, "failed");
  }
  busy = false;
  if (pending().length === 0) return;
  if (!failures.count) tell(words.waiting, ""); // something else was written meanwhile: not all is saved
  later(failures.count ? RETRY[Math.min(failures.count, RETRY.length) - 1] : WAIT);
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function written() {
  if (pending().length && !failures.count) tell(words.waiting, "");
  later(WAIT);
}

box.addEventListener("input", written);
box.addEventListener("change", () => later(0));
box.addEventListener("submit", () => {
  leaving = true;
});
window.addEventListener("online", () => later(0));
window.addEventListener("beforeunload", (event) => {
  if (pending().length && !leaving) event.preventDefault();
});
