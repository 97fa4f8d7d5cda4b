import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { craft, craftJson } from './craft.ts';

// A model, a corpus and a callback in TypeScript, which know Craft only by its packages.
const project = fileURLToPath(new URL('../../../examples/plugin', import.meta.url));
const here = { cwd: project };

function newOutputs(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'craft-plugin-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Ran {
  readonly run: string;
  readonly status: string;
  readonly step: number;
  readonly final: { readonly valLoss: number };
}

function train(outputs: string, ...args: string[]): Promise<Ran> {
  return craftJson<Ran>(['run', `outputs=${outputs}`, ...args], here);
}

test('the plugin example trains until its own callback ends the run, and generates', async () => {
  const outputs = newOutputs();
  const ran = await train(outputs);
  expect(ran.final.valLoss).toBeLessThan(1.1);
  expect(ran.step).toBeLessThan(400);
  const written = await craftJson<{ text: string }>(['generate', ran.run, '-n', '40', '-p', '3+4='], here);
  expect(written.text).toMatch(/^3\+4=\d+\n\d\+/);
});

test('a run that goes on ends as one that was never interrupted, bit for bit', async () => {
  const outputs = newOutputs();
  const short = ['training.evaluateEvery=20step', 'training.checkpointEvery=20step', '~callbacks.enough'];
  const whole = await train(outputs, ...short, 'training.duration=60step');
  const half = await train(outputs, ...short, 'training.duration=40step');
  const more = await train(outputs, '--resume', half.run, 'training.duration=60step');
  expect(more).toMatchObject({ run: half.run, step: 60, status: 'completed' });
  const model = ({ run }: Ran) => readFileSync(join(run, 'checkpoints/step-00000060/model.safetensors'));
  expect(model(more).equals(model(whole))).toBe(true);
});

test('its components are checked, completed and explained as those that ship', async () => {
  expect((await craft(['config', 'check'], here)).code).toBe(0);
  const schemas = await craftJson<Record<string, object>>(['config', 'schema'], here);
  expect(JSON.stringify(schemas['model'])).toContain('"window"');
  const { code, stderr } = await craft(['run', 'model.windw=9', 'data.type=sum'], here);
  expect(code).toBe(2);
  expect(stderr).toContain('model.windw: unknown option of model window; did you mean "window"?');
  expect(stderr).toContain('data.type: expected the name of a data but received "sum"; did you mean "sums"?');
});
