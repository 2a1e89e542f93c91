// A calendar beside every .js-date field. The picker and its Vietnamese words are loaded here, so only pages with dates pay for them.
// The addresses come from <body data-…> because the server adds a hash to them.
// The picker is bound to a panel, never to the input: bound to an input it rewrites or drops what was typed.

const { datepicker, datepickerVi, datepickerCss, pickDate } = document.body.dataset;

function load(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

function style(source) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = source;
  // Before our own sheets, so that the product's colours win.
  document.head.querySelector("link[rel=stylesheet]").before(link);
}

function element(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function attach(input, language) {
  const box = element("span", "date-box");
  const button = element("button", "date-button");
  const panel = element("div", "date-panel");
  const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.firstChild?.textContent.trim() ?? "";
  button.type = "button";
  button.setAttribute("aria-label", `${pickDate}: ${label}`);
  button.setAttribute("aria-expanded", "false");
  panel.hidden = true;
  input.replaceWith(box);
  box.append(input, button, panel);
  const picker = new globalThis.Datepicker(panel, { language, format: "dd/mm/yyyy", weekStart: 1, todayHighlight: true, maxView: 2 });

  const toggle = (open) => {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    const typed = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/.exec(input.value);
    if (open && typed) picker.setDate(new Date(typed[3], typed[2] - 1, typed[1]), { render: true });
  };
  button.addEventListener("click", () => toggle(panel.hidden));
  panel.addEventListener("changeDate", () => {
    if (panel.hidden || !picker.getDate()) return;
    const picked = picker.getDate("dd/mm/yyyy");
    if (picked === input.value) return;
    input.value = picked;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    toggle(false);
    input.focus();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") toggle(true);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    toggle(false);
    input.focus();
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target) && event.target.isConnected) toggle(false);
  });
}

style(datepickerCss);
await load(datepicker);
await load(datepickerVi);
const words = document.documentElement.lang === "vi" ? "vi" : "en";
for (const input of document.querySelectorAll(".js-date:not([readonly]):not(:disabled)")) attach(input, words);
