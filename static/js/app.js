// Comforts of every page. Each one is optional: without this file all pages still work.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function showScriptOnly() {
  for (const element of all("[data-print], [data-show-password]")) element.hidden = false;
}

function focusErrors() {
  document.querySelector("[data-autofocus]")?.focus();
}

// Long enough for a double click and a slow answer; a form whose answer is a download can then be sent again.
const SENT_FOR = 8000;

function release(form) {
  delete form.dataset.sent;
  for (const button of all("[aria-disabled]", form)) button.removeAttribute("aria-disabled");
}

// A second click on a sent form is swallowed; a page restored by the back button can be sent again.
function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of all("button:not([type=button])", form)) button.setAttribute("aria-disabled", "true");
    setTimeout(release, SENT_FOR, form);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));
}

function warnUnsaved() {
  const dirty = new Set();
  for (const form of all("form[data-guard]")) form.addEventListener("input", () => dirty.add(form));
  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => !form.dataset.sent)) event.preventDefault();
  });
}

// j and k walk through the rows, Enter opens (it is a link); a click anywhere in a row opens it too.
function walkRows() {
  const links = all("table[data-rows] .row-link");
  document.addEventListener("keydown", (event) => {
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step || links.length === 0) return;
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
  });
  for (const row of all("tr[data-href]")) {
    row.addEventListener("click", (event) => {
      if (event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
      row.querySelector(".row-link")?.click();
    });
  }
}

function slashToSearch() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || typing(event.target) || event.ctrlKey || event.metaKey) return;
    const box = document.querySelector("[data-slash]");
    if (!box || box.offsetParent === null) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

function showPasswords() {
  for (const button of all("[data-show-password]")) {
    const input = document.getElementById(button.dataset.showPassword);
    const show = button.textContent.trim();
    button.addEventListener("click", () => {
      const hidden = input.type === "password";
      input.type = hidden ? "text" : "password";
      button.textContent = hidden ? button.dataset.hideLabel : show;
      button.setAttribute("aria-pressed", String(hidden));
    });
  }
}

function listFiles(zone, input) {
  const list = zone.querySelector(".drop-names");
  list.replaceChildren(
    ...[...input.files].map((file) => {
      const item = document.createElement("li");
      const size = (file.size / 1024 / 1024).toLocaleString("vi", { maximumFractionDigits: 1 });
      item.textContent = `${file.name} (${size} MB)`;
      return item;
    }),
  );
}

function dropFiles() {
  for (const zone of all("[data-drop]")) {
    const input = zone.querySelector("input[type=file]");
    zone.querySelector(".drop-hint").hidden = false;
    input.addEventListener("change", () => listFiles(zone, input));
    for (const kind of ["dragover", "dragleave", "drop"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.toggle("over", kind === "dragover");
      });
    }
    zone.addEventListener("drop", (event) => {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

function printButtons() {
  for (const button of all("[data-print]")) button.addEventListener("click", () => window.print());
}

function sendFilters() {
  for (const form of all("form[data-auto-submit]")) {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select")) form.requestSubmit();
    });
  }
}

// The page comes back filtered: whoever works with the keyboard goes on from the filter just changed.
function keepPlace() {
  const key = "filter";
  for (const form of all("form[data-auto-submit]")) {
    form.addEventListener("submit", () => {
      if (form.contains(document.activeElement) && document.activeElement.id) sessionStorage.setItem(key, document.activeElement.id);
    });
  }
  const place = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (place) document.getElementById(place)?.focus({ preventScroll: true });
}

// One box over a column ticks the column; it shows whether all of it is ticked.
function tickAll() {
  for (const head of all("[data-tick-all]")) {
    const boxes = all("tbody input[type=checkbox]", head.closest("table"));
    const show = () => {
      head.checked = boxes.every((box) => box.checked);
      head.indeterminate = !head.checked && boxes.some((box) => box.checked);
    };
    head.hidden = false;
    head.addEventListener("change", () => {
      for (const box of boxes) box.checked = head.checked;
    });
    head.closest("table").addEventListener("change", show);
    show();
  }
}

// An open panel closes on Escape (focus goes back to its button) and on a click elsewhere.
function closePops() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const pop of all("details.pop[open], details.confirm[open]")) {
      pop.open = false;
      pop.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const pop of all("details.pop[open]")) if (!pop.contains(event.target)) pop.open = false;
  });
}

function pickDates() {
  if (document.querySelector(".js-date")) import(document.body.dataset.dates);
}

showScriptOnly();
focusErrors();
guardForms();
warnUnsaved();
walkRows();
slashToSearch();
showPasswords();
dropFiles();
printButtons();
sendFilters();
keepPlace();
tickAll();
closePops();
pickDates();
