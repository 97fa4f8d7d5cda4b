import { Worker } from 'node:worker_threads';

/**
 * Starts one of this package's workers. Built, it lies beside the bundle; in the repository it is TypeScript, which a worker
 * reads with the loader that runs the repository's own tools.
 *
 * @param name the file's name without its ending
 */
export function startWorker(name: string, workerData: unknown): Worker {
  // Kept apart from `new Worker`: bundlers for pages look for the two together, and would want the file.
  const here = import.meta.url;
  if (!here.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, here), { workerData });
  const file = new URL(`./${name}.ts`, here).href;
  const loader = import.meta.resolve('tsx/esm/api');
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(file)});
  });`;
  return new Worker(code, { eval: true, workerData });
}
