// Draw each chart of the page from the table beside it: its first column names the categories, each further column is a series.
import {init} from "./vendor/echarts.min.js";

// dark enough on white for shapes (3:1), and told apart without colours by the pattern of the legend's marks
const COLOURS = ["#0b4a8f", "#b45309", "#0f766e", "#7c3aed", "#a21caf", "#4d5b68"];
const FONT = {fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13, color: "#0b0c0c"};

const number = cell => Number(cell.dataset.value ?? cell.textContent);

const read = table => {
  const heads = [...table.tHead.rows[0].cells].map(cell => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].map(row => [...row.cells]);
  return {
    categories: rows.map(row => row[0].textContent.trim()),
    series: heads.slice(1).map((name, place) => ({name, data: rows.map(row => number(row[place + 1]))})),
  };
};

const draw = figure => {
  const picture = figure.querySelector(".dasai-chart");
  const {categories, series} = read(figure.querySelector("table"));
  const kind = figure.dataset.chart;
  const lying = kind === "rows"; // bars from left to right, for long names
  const axis = {type: "category", data: categories, inverse: lying, axisLabel: FONT, axisTick: {show: false}};
  const amount = {type: "value", minInterval: 1, axisLabel: FONT};
  picture.hidden = false;
  if (lying) picture.style.height = `${Math.max(8, 3 + 1.9 * categories.length)}rem`;
  const chart = init(picture);
  chart.setOption({
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    aria: {enabled: true, decal: {show: series.length > 1}},
    color: COLOURS,
    grid: {left: 8, right: 24, top: series.length > 1 ? 40 : 16, bottom: 8, containLabel: true},
    legend: {show: series.length > 1, top: 0, textStyle: FONT},
    tooltip: {trigger: "axis", renderMode: "richText", axisPointer: {type: kind === "line" ? "line" : "shadow"}},
    xAxis: lying ? amount : axis,
    yAxis: lying ? axis : amount,
    series: series.map(({name, data}) => ({
      name, data, type: kind === "line" ? "line" : "bar", barMaxWidth: 28,
      ...(figure.hasAttribute("data-stacked") ? {stack: "all"} : {}),
    })),
  });
  addEventListener("resize", () => chart.resize());
};

document.querySelectorAll("figure[data-chart]").forEach(draw);
