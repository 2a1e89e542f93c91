// Draws each figure[data-chart] of the board from the table it names. The table is the truth and is there without this file.
// bars: a series is a column (th[data-series]), a point a row (tr[data-point]); stack: a series is a row, a point a column.
// SVG, no tooltips: nothing that the content policy would have to allow.

const STYLE = getComputedStyle(document.documentElement);
const colour = (name) => STYLE.getPropertyValue(`--${name}`).trim();
const COLOURS = {
  plan: "line-strong", done: "accent", before: "line-strong", now: "accent",
  yes: "success", no: "danger", not_reported: "neutral-line", not_applicable: "line-strong",
};
const DARK = new Set(["yes", "no", "not_applicable", "plan", "done", "before", "now"]);

const words = (element) => element.textContent.trim().replace(/\s+/g, " ");
const value = (cell) => (cell.dataset.value === "" ? null : Number(cell.dataset.value));

function ofColumns(table) {
  const heads = [...table.tHead.rows[0].cells];
  const points = [...table.querySelectorAll("tr[data-point]")];
  return {
    points: points.map((row) => words(row.cells[0])),
    series: heads
      .filter((head) => head.dataset.series)
      .map((head) => ({ key: head.dataset.series, name: words(head), data: points.map((row) => value(row.cells[head.cellIndex])) })),
  };
}

function ofRows(table) {
  return {
    points: [...table.tHead.rows[0].cells].slice(1).map(words),
    series: [...table.querySelectorAll("tr[data-series]")].map((row) => ({
      key: row.dataset.series, name: words(row.cells[0]), data: [...row.cells].slice(1).map(value),
    })),
  };
}

const shown = (number) => number.toLocaleString("vi", { maximumFractionDigits: 2 });

function bar(series, stacked, unit) {
  const written = ({ value: number }) => (number === null || (stacked && !number) ? "" : `${shown(number)}${unit && ` ${unit}`}`);
  return {
    type: "bar",
    name: series.name,
    data: series.data,
    stack: stacked ? "all" : undefined,
    barMaxWidth: 22,
    itemStyle: { color: colour(COLOURS[series.key]), borderColor: colour("card"), borderWidth: stacked ? 1 : 0 },
    label: {
      show: true, position: stacked ? "inside" : "right", formatter: written, fontSize: 12,
      color: colour(stacked && DARK.has(series.key) ? "card" : "ink"),
    },
    emphasis: { disabled: true },
  };
}

// On a phone the names of the points break into lines and leave the bars most of the room; the legend needs two lines.
const NARROW = 480;

function option({ points, series }, stacked, unit, width) {
  const narrow = width < NARROW;
  const name = narrow ? { fontSize: 12, lineHeight: 14, width: Math.round(width * 0.34), overflow: "break" } : { fontSize: 13 };
  const text = { color: colour("ink"), fontFamily: STYLE.getPropertyValue("--font") };
  return {
    animation: false,
    textStyle: text,
    legend: { bottom: 0, textStyle: { color: colour("ink"), fontSize: 13 }, selectedMode: false, itemGap: 18 },
    grid: { left: 8, right: stacked ? 16 : 56, top: 12, bottom: narrow && series.length > 2 ? 64 : 40, containLabel: true },
    yAxis: { type: "category", data: points, inverse: true, axisTick: { show: false }, axisLabel: { color: colour("ink"), ...name }, axisLine: { lineStyle: { color: colour("line-strong") } } },
    xAxis: { type: "value", max: unit === "%" ? 100 : undefined, minInterval: 1, splitNumber: narrow ? 3 : 5, axisLabel: { color: colour("ink-soft"), fontSize: 12, hideOverlap: true }, splitLine: { lineStyle: { color: colour("line") } } },
    series: series.map((one) => bar(one, stacked, unit)),
  };
}

function draw(figure) {
  const table = document.getElementById(figure.dataset.table);
  const stacked = figure.dataset.chart === "stack";
  const read = stacked ? ofRows(table) : ofColumns(table);
  figure.hidden = false;
  if (read.points.length > 5) figure.dataset.points = "many";
  const chart = globalThis.echarts.init(figure.querySelector(".chart-room"), null, { renderer: "svg" });
  const lay = () => {
    chart.resize();
    chart.setOption(option(read, stacked, figure.dataset.unit, chart.getWidth()));
    scale(chart);
  };
  lay();
  return lay;
}

// With a view box the sheet of styles can fit the picture to a printed page, whatever the width of the window.
function scale(chart) {
  chart.getDom().querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
}

if (globalThis.echarts) {
  await document.fonts.ready;
  const charts = [...document.querySelectorAll("figure[data-chart]")].map(draw);
  window.addEventListener("resize", () => charts.forEach((lay) => lay()));
}
