// The kinds of charts that pages use, and no more; tooltips are rich text, drawn on the canvas, so that the page's policy holds.
import * as echarts from "echarts/core";
import {BarChart, BoxplotChart, LineChart, PieChart, RadarChart, ScatterChart} from "echarts/charts";
import {
  AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent,
} from "echarts/components";
import {CanvasRenderer} from "echarts/renderers";

echarts.use([
  BarChart, BoxplotChart, LineChart, PieChart, RadarChart, ScatterChart, AriaComponent, DatasetComponent, GridComponent,
  LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, CanvasRenderer,
]);
export const {init, getInstanceByDom, registerTheme} = echarts;
