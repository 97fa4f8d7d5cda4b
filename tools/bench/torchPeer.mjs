/** PyTorch as a peer: a Python process that answers one JSON line per request. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The first python3 that has torch, or null. CRAFT_PYTHON names one. */
export function findTorch() {
  for (const python of [process.env.CRAFT_PYTHON, 'python3', '/usr/bin/python3'].filter(Boolean)) {
    const found = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
    if (found.status === 0) return { python, version: found.stdout.trim() };
  }
  return null;
}

/** Starts tools/bench/torch/<name>.py; `measure(request)` resolves to its answer. */
export function startTorch(torch, name, threads) {
  const script = fileURLToPath(new URL(`./torch/${name}.py`, import.meta.url));
  const child = spawn(torch.python, [script, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async measure(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name}.py ended without an answer`);
      return JSON.parse(value);
    },
    stop: () => child.stdin.end(),
  };
}
