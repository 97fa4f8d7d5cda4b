export { CraftError, isCraftError } from './craftError.ts';
export type { CraftErrorOptions } from './craftError.ts';
export { ConfigError, formatIssue, formatIssues } from './configError.ts';
export type { ConfigIssue, NamedOption } from './configError.ts';

export { defineComponent } from './component.ts';
export type { Component, ComponentConfig, ComponentInput, OptionsSchema } from './component.ts';
export { createRegistry } from './registry.ts';
export type { ComponentContext, ComponentInstance, Registry } from './registry.ts';
export { componentSchema } from './componentSchema.ts';
export { duration, formatDuration, parseDuration } from './duration.ts';
export type { Duration, DurationOptions, DurationUnit } from './duration.ts';
export { path } from './pathOption.ts';
export type { PathSchema } from './pathOption.ts';

export { discoverProject } from './project.ts';
export type { Project } from './project.ts';
export { loadPlugins } from './plugins.ts';
export type { Reference } from './configFile.ts';
export { listExperiments, listFolder, listGroups } from './listConfigs.ts';
export type { ListedConfig, ListOptions } from './listConfigs.ts';

export { compose } from './compose.ts';
export type { Composed, ComposeOptions } from './compose.ts';
export type { ComposedExperiment, GroupChoice } from './composition.ts';
export { splitArguments } from './override.ts';
export type { Argument } from './override.ts';
export { explain, formatExplanation } from './explain.ts';
export type { Explanation } from './explain.ts';
export { originsToJson } from './provenance.ts';
export type { OriginJson, Origins, Provenance, ProvenanceJson } from './provenance.ts';
export { formatOrigin } from './origin.ts';
export type { ArgumentOrigin, DefaultOrigin, FileOrigin, Origin, WrittenOrigin } from './origin.ts';
export type { Assignment } from './history.ts';
export { jsonSchemas } from './jsonSchemas.ts';
export type { JsonSchema } from './jsonSchemas.ts';
export { valueAt } from './valueAt.ts';
export { toYaml } from './toYaml.ts';
export { didYouMean, nearestName } from './nearestName.ts';
