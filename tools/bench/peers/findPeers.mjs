/** Who Craft is measured against. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** How to start each peer of a backend, or why it cannot be: { name, command, args } or { name, error }. */
export function findPeers(backend, threads) {
  const script = (name, file) =>
    existsSync(at('../node_modules'))
      ? { name, command: process.execPath, args: [at(file), backend, String(threads)] }
      : { name, error: 'not installed (npm ci --prefix tools/bench)' };
  const python = findTorch();
  const torch = python
    ? { name: 'PyTorch', command: python, args: [at('../torch/peer.py'), backend, String(threads)] }
    : { name: 'PyTorch', error: 'no python3 with torch (CRAFT_PYTHON names one)' };
  return [torch, script('jax-js', './jaxjs.mjs'), script('TensorFlow.js', './tfjs.mjs')];
}

function findTorch() {
  const candidates = [process.env.CRAFT_PYTHON, 'python3', '/usr/bin/python3'].filter(Boolean);
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0);
}
