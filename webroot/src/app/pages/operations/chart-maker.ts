import { InjectionToken } from '@angular/core';
import { Line } from './stats';

export interface ChartLook {
  width: number;
  height: number;
  /** Of the lines, in their order. */
  colours: string[];
  text: string;
  grid: string;
  font: string;
}

export interface Chart {
  show(moments: number[], lines: readonly Line[]): void;
  resize(width: number): void;
  destroy(): void;
}

/** Between two moments that bear words: no part of a second, which would say the same twice. */
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

export type ChartMaker = (into: HTMLElement, labels: readonly string[], look: ChartLook) => Promise<Chart>;

/** uPlot comes in a chunk of its own, when the first chart is drawn. A spec draws nothing: it has no canvas. */
export const CHART_MAKER = new InjectionToken<ChartMaker>('chart maker', {
  providedIn: 'root',
  factory: () => async (into, labels, look) => {
    const { default: UPlot } = await import('uplot');
    const axis = { stroke: look.text, font: look.font, grid: { stroke: look.grid, width: 1 }, ticks: { show: false } };
    const plot = new UPlot(
      {
        width: look.width,
        height: look.height,
        // To the right, room for half of the last moment's words.
        padding: [8, 28, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        axes: [
          { ...axis, size: 26, space: 80, values: '{HH}:{mm}:{ss}', incrs: SECONDS },
          { ...axis, size: 48 },
        ],
        scales: { y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
        series: [
          {},
          ...labels.map((label, index) => ({
            label,
            width: 1.5,
            stroke: look.colours[index] ?? look.text,
            points: { show: false },
          })),
        ],
      },
      [[], ...labels.map(() => [])],
      into,
    );
    return {
      show: (moments, lines) => plot.setData([moments, ...lines.map((line) => [...line])]),
      resize: (width) => plot.setSize({ width, height: look.height }),
      destroy: () => plot.destroy(),
    };
  },
});
