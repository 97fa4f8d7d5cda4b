import { createRegistry, loadPlugins, type Project, type Registry } from '@craft/config';
import { dataComponents, tokenizerComponents } from '@craft/data';
import { modelComponents } from '@craft/models';
import { callbackComponents, optimizerComponents, scheduleComponents } from '@craft/training';

const ownComponents = [
  ...dataComponents,
  ...tokenizerComponents,
  ...modelComponents,
  ...optimizerComponents,
  ...scheduleComponents,
  ...callbackComponents,
] as const;

/** One of the components that ship. */
export type OwnComponent = (typeof ownComponents)[number];

/**
 * Everything that a configuration can name: what ships, and what the project's plugins add.
 *
 * @throws ConfigError `config.plugin`, CraftError `registry.duplicate`
 */
export async function componentRegistry(project: Project): Promise<Registry<OwnComponent>> {
  const plugins = await loadPlugins(project);
  // What a plugin's options are is known when it is loaded, not when this is compiled: `never` adds nothing to the types.
  return createRegistry([...ownComponents, ...(plugins as never[])]);
}
