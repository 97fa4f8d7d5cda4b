import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Component } from './component.ts';
import type { ConfigIssue } from './configError.ts';
import { ConfigError } from './configError.ts';
import type { Reference } from './configFile.ts';
import { isCraftError } from './craftError.ts';
import { importTypescript } from './importTypescript.ts';
import type { Project } from './project.ts';

/**
 * Loads the components that the project's `plugins:` list, the only place from which code is loaded.
 *
 * A plugin is a path from the project's root (`./plugins/myModel.ts`) or a package that is installed there; its
 * module exports `components`, a list of what `defineComponent` gives. TypeScript is stripped of its types: by Node
 * where it can (from 22.18 on), else with the project's `typescript`.
 *
 * @param cwd Folder that file names in messages are relative to.
 * @throws ConfigError with every plugin that cannot be loaded or exports something else.
 */
export async function loadPlugins(
  project: Pick<Project, 'root' | 'plugins'>,
  cwd?: string,
): Promise<Component[]> {
  const components: Component[] = [];
  const issues: ConfigIssue[] = [];
  for (const plugin of project.plugins) {
    const refuse = (message: string, hint?: string): void => {
      issues.push({
        code: 'config.plugin',
        path: 'plugins',
        message: `plugin ${plugin.name}: ${message}`,
        origin: plugin.origin,
        hint,
      });
    };
    try {
      const file = fileOf(plugin, project.root);
      if (!existsSync(file)) {
        refuse('there is no such file');
        continue;
      }
      await importTypescript(file, project.root);
      const loaded = (await import(
        /* webpackIgnore: true */ /* @vite-ignore */ pathToFileURL(file).href
      )) as Record<string, unknown>;
      if (isComponents(loaded['components'])) components.push(...loaded['components']);
      else refuse('expected a module that exports components, a list of what defineComponent gives');
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      refuse(`loading it failed: ${reason ?? ''}`, isCraftError(error) ? error.hint : undefined);
    }
  }
  if (issues.length > 0) throw new ConfigError(issues, cwd);
  return components;
}

/** @throws where a package is not installed. */
function fileOf({ name }: Reference, root: string): string {
  const isPath = name.startsWith('.') || isAbsolute(name);
  return isPath ? resolve(root, name) : createRequire(join(root, 'craft.config.js')).resolve(name);
}

function isComponents(value: unknown): value is Component[] {
  return (
    Array.isArray(value) &&
    value.every(
      (item: unknown) =>
        typeof item === 'object' &&
        item !== null &&
        ['kind', 'name', 'schema', 'create'].every((key) => key in item),
    )
  );
}
