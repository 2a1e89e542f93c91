// A calendar on every .js-date field. The picker and its Vietnamese words are loaded here, so only pages with dates pay for them.
// The addresses come from <body data-…> because the server adds a hash to them.

const { datepicker, datepickerVi, datepickerCss } = document.body.dataset;

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

style(datepickerCss);
await load(datepicker);
await load(datepickerVi);
const language = document.documentElement.lang === "vi" ? "vi" : "en";
for (const input of document.querySelectorAll(".js-date:not([readonly]):not(:disabled)")) {
  const picker = new globalThis.Datepicker(input, {
    language,
    format: "dd/mm/yyyy",
    weekStart: 1,
    autohide: true,
    todayHighlight: true,
    maxView: 2,
    showOnFocus: false,
    updateOnBlur: false,
  });
  input.addEventListener("changeDate", () => input.dispatchEvent(new Event("input", { bubbles: true })));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !picker.active) picker.show();
  });
}
