import { tale } from '@craft/data';
import { lossChart } from './lossChart.ts';
import type { Report, Request } from './messages.ts';

function element<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`page: expected a ${type.name} #${id}`);
}

const text = element('text', HTMLTextAreaElement);
const steps = element('steps', HTMLInputElement);
const device = element('device', HTMLSelectElement);
const controls = element('controls', HTMLFormElement);
const trainButton = element('train', HTMLButtonElement);
const stopButton = element('stop', HTMLButtonElement);
const status = element('status', HTMLParagraphElement);
const sample = element('sample', HTMLPreElement);
const chart = lossChart(element('chart', HTMLDivElement));
const count = new Intl.NumberFormat('en');

// Something to learn for whoever has no text at hand: the quick-start's tales.
text.value = Array.from({ length: 120 }, (_, index) => tale(1, index).text).join('');

const worker = new Worker(new URL('./trainWorker.ts', import.meta.url), { type: 'module' });
let about = '';
let firstLoss = NaN;

controls.addEventListener('submit', (event) => {
  event.preventDefault();
  chart.clear();
  sample.textContent = '';
  status.textContent = 'Opening a device …';
  setTraining(true);
  ask({
    type: 'train',
    text: text.value,
    steps: steps.valueAsNumber,
    device: device.value as 'auto' | 'webgpu' | 'cpu',
  });
});
stopButton.addEventListener('click', () => ask({ type: 'stop' }));
worker.addEventListener('message', ({ data }: MessageEvent<Report>) => show(data));
worker.addEventListener('error', ({ message }) => show({ type: 'failed', message }));

function ask(request: Request): void {
  worker.postMessage(request);
}

function setTraining(isTraining: boolean): void {
  trainButton.disabled = isTraining;
  stopButton.disabled = !isTraining;
}

function show(report: Report): void {
  switch (report.type) {
    case 'started':
      about = `${report.device}, ${count.format(report.parameters)} parameters, ${count.format(report.tokens)} characters`;
      status.textContent = about;
      break;
    case 'loss': {
      const { step, loss, tokensPerSecond } = report;
      const pace = tokensPerSecond === null ? '' : `, ${count.format(Math.round(tokensPerSecond))} tokens/s`;
      if (step === 1) firstLoss = loss;
      chart.add(step, loss);
      status.textContent = `step ${step}, loss ${loss.toFixed(3)}${pace} · ${about}`;
      break;
    }
    case 'sample':
      sample.textContent = `── after ${report.step} steps\n${report.prompt}`;
      break;
    case 'text':
      sample.append(report.text);
      break;
    case 'finished': {
      const loss = report.loss === null ? '' : `, loss ${firstLoss.toFixed(3)} → ${report.loss.toFixed(3)}`;
      status.textContent = `Finished after ${report.step} steps${loss}, ${report.seconds.toFixed(0)} s · ${about}`;
      setTraining(false);
      break;
    }
    case 'failed':
      status.textContent = report.message;
      setTraining(false);
      break;
  }
}
