export { apart } from './apart.ts'
export { type DrawPlotOptions, drawPlot } from './draw-plot.ts'
export { type ChartLine, type LineChartOptions, lineChart, lineColour } from './line-chart.ts'
export { pictureOf } from './picture.ts'
