import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** A curve that grows. */
export interface LossChart {
  add(step: number, loss: number): void;
  clear(): void;
}

/** Draws the loss over the steps into an element; at most once for each frame of the screen. */
export function lossChart(parent: HTMLElement): LossChart {
  let steps: number[] = [];
  let losses: number[] = [];
  let isDue = false;
  const plot = new uPlot(
    {
      width: parent.clientWidth || 640,
      height: 240,
      scales: { x: { time: false } },
      series: [{ label: 'step' }, { label: 'loss (nats per character)', stroke: '#0a66c2', width: 1.5 }],
    },
    [steps, losses],
    parent,
  );
  const draw = (): void => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      plot.setData([steps, losses]);
    });
  };
  return {
    add(step, loss) {
      steps.push(step);
      losses.push(loss);
      draw();
    },
    clear() {
      steps = [];
      losses = [];
      draw();
    },
  };
}
