import { isBuiltin } from 'node:module';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const namespace = 'craft-node-absent';

/**
 * Lets code that imports Node's own modules (and `packages` that need them) load in a page. What it imports from
 * there is replaced by functions that throw a CraftError when they are called: it looks for `name` and `code`, which
 * is what `isCraftError` of every package looks for. Code that is not called goes unnoticed, and bundlers drop it.
 */
export function nodeAbsent(packages: readonly string[]): Plugin {
  return {
    name: 'craft:node-absent',
    setup(build) {
      build.onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
        kind !== 'entry-point' && (isBuiltin(path) || packages.includes(path)) ? { path, namespace } : null,
      );
      build.onLoad({ filter: /.*/, namespace }, async ({ path }) => {
        const names = Object.keys((await import(path)) as object).filter((name) =>
          /^(?!default$)\w+$/.test(name),
        );
        return { contents: stub(path, names), loader: 'js' };
      });
    },
  };
}

function stub(module: string, names: readonly string[]): string {
  return `
    const absent = (name) => function () {
      throw Object.assign(
        new Error(\`\${name}: expected Node but this is a page\`),
        { name: 'CraftError', code: 'page.no-node', hint: 'Files, processes and folders of runs are for programs under Node.' },
      );
    };
    ${names.map((name) => `export const ${name} = /* @__PURE__ */ absent('${module === name ? name : `${module} ${name}`}');`).join('\n    ')}
  `;
}
