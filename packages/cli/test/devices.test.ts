import { expect, test } from 'vitest';
import { craftJson, newProject, readLines } from './craft.ts';

const hasWebgpu = process.env['CRAFT_WEBGPU'] === '1';

test.skipIf(!hasWebgpu)(
  'the first 20 losses on cpu and webgpu agree to 1e-3',
  { timeout: 180_000 },
  async () => {
    const project = newProject();
    const losses = async (device: string) => {
      const args = [
        'run',
        'tiny',
        'model.nLayers=2',
        'model.dModel=32',
        'training.duration=20step',
        '--device',
        device,
      ];
      const { run } = await craftJson<{ run: string; device: string }>(args, { cwd: project });
      type Metrics = { split: string; loss: number };
      return readLines<Metrics>(run, 'metrics.jsonl')
        .filter(({ split }) => split === 'train')
        .map(({ loss }) => loss);
    };
    const onCpu = await losses('cpu');
    const onWebgpu = await losses('webgpu');
    expect(onCpu).toHaveLength(20);
    for (const [index, loss] of onCpu.entries())
      expect(Math.abs(loss - (onWebgpu[index] ?? NaN))).toBeLessThan(1e-3);
  },
);
