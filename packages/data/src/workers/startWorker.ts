import { Worker } from 'node:worker_threads';

/**
 * Starts one of this package's workers. Built, it lies beside the bundle; in the repository it is TypeScript, which a worker
 * reads with the loader that runs the repository's own tools.
 *
 * @param name the file's name without its ending
 */
export function startWorker(name: string, workerData: unknown): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL(`./${name}.js`, import.meta.url), { workerData });
  }
  const file = new URL(`./${name}.ts`, import.meta.url).href;
  const loader = import.meta.resolve('tsx/esm/api');
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(file)});
  });`;
  return new Worker(code, { eval: true, workerData });
}
