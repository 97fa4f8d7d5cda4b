import { defineConfig } from 'vite';

// With these headers a page may share memory between threads: the CPU backend then uses every core. A server that
// does not send them costs speed and nothing else.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  server: { headers },
  preview: { headers },
  build: { target: 'es2022' },
  worker: { format: 'es' },
});
