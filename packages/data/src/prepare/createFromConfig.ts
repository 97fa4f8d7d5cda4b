import { CraftError, type Component } from '@craft/config';
import * as v from 'valibot';

/** What a config calls for: its checked options, defaults filled in, and what the component made of them. */
export interface Created {
  readonly options: object;
  readonly instance: unknown;
}

/**
 * Makes what `{ type, …options }` describes. `compose` has checked the options of a composed config already; those of a program
 * that calls this package by itself are checked here.
 *
 * @throws CraftError `data.invalid-settings` for an unknown type, or options that do not fit its schema
 */
export function createFromConfig(
  components: readonly Component[],
  kind: 'data' | 'tokenizer',
  config: { readonly type: string; readonly [option: string]: unknown },
): Created {
  const { type, ...options } = config;
  const ofKind = components.filter((component) => component.kind === kind);
  const component = ofKind.find(({ name }) => name === type);
  if (!component) {
    const known = ofKind.map(({ name }) => name).join(', ');
    throw invalidSettings(`${kind}.type: expected one of ${known} but received ${JSON.stringify(type)}`);
  }
  const parsed = v.safeParse(component.schema, options);
  if (!parsed.success) {
    const issues = parsed.issues.map((issue) => {
      const at = v.getDotPath(issue);
      const received = /received/i.test(issue.message) ? '' : ` but received ${issue.received}`;
      return `${at === null ? kind : `${kind}.${at}`}: ${issue.message}${received}`;
    });
    throw invalidSettings(issues.join('; '));
  }
  return { options: parsed.output, instance: component.create(parsed.output, {}) };
}

function invalidSettings(message: string): CraftError {
  return new CraftError(message, { code: 'data.invalid-settings' });
}
