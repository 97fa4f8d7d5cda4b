import { CraftError, isCraftError, nearestName } from '@craft/config';
import type { Callback, CallbackEvents, CallbackRequest, HandlerName, TrainingEvent } from './callback.ts';

const handlerTable: Readonly<Record<HandlerName, true>> = {
  onFitStart: true,
  onStepStart: true,
  onBackwardEnd: true,
  onBeforeOptimizerStep: true,
  onStepEnd: true,
  onLog: true,
  onSummary: true,
  onEvaluateStart: true,
  onEvaluateEnd: true,
  onCheckpoint: true,
  onEpochEnd: true,
  onError: true,
  onFitEnd: true,
};

/** Handlers that are called within a step. */
const between: ReadonlySet<HandlerName> = new Set(['onBackwardEnd', 'onBeforeOptimizerStep']);

/** Names of all handlers, in the order in which a run calls them. */
export const handlerNames = Object.keys(handlerTable) as HandlerName[];

/** The callbacks of a run, called in their order. */
export class CallbackList {
  readonly #callbacks: ReadonlyMap<string, Callback>;
  /** Who listens to what, so that a step does not ask everybody. */
  readonly #listening: ReadonlyMap<HandlerName, readonly [string, Callback][]>;

  /** Those with handlers between the parts of a step. */
  readonly #inside: readonly Callback[];

  /** @throws CraftError `callback.unknown-handler` for a member that looks like a handler and is none */
  constructor(callbacks: Readonly<Record<string, Callback>>) {
    this.#callbacks = new Map(Object.entries(callbacks));
    for (const [name, callback] of this.#callbacks) checkHandlers(name, callback);
    this.#inside = [...this.#callbacks.values()].filter(
      (callback) => callback.onBackwardEnd ?? callback.onBeforeOptimizerStep,
    );
    this.#listening = new Map(
      handlerNames.map((handler) => [
        handler,
        [...this.#callbacks].filter(([, callback]) => typeof callback[handler] === 'function'),
      ]),
    );
  }

  /** Whether somebody wants to look inside the step that comes. */
  looksInside(event: () => TrainingEvent): boolean {
    if (this.#inside.length === 0) return false;
    const told = event();
    return this.#inside.some((callback) => callback.looksInside?.(told) ?? true);
  }

  /**
   * Calls everybody who listens, one after the other, and gathers what they ask for.
   *
   * @throws CraftError `callback.failed` where a handler throws, naming it; CraftErrors pass unchanged
   */
  async call<Name extends HandlerName>(
    handler: Name,
    event: () => CallbackEvents[Name],
  ): Promise<CallbackRequest> {
    const listeners = this.#listening.get(handler) ?? [];
    if (listeners.length === 0) return {};
    const told = event();
    let asked: CallbackRequest = {};
    for (const [name, callback] of listeners) {
      try {
        if (between.has(handler) && callback.looksInside?.(told) === false) continue;
        const request = await callback[handler]?.(told as never);
        if (request) asked = mergeRequests(asked, request);
      } catch (error) {
        throw asFailure(name, handler, told.step, error);
      }
    }
    return asked;
  }

  /** What the callbacks remember, by name. */
  state(): Record<string, unknown> {
    const states: Record<string, unknown> = {};
    for (const [name, callback] of this.#callbacks) {
      if (callback.state) states[name] = callback.state();
    }
    return states;
  }

  /** Gives saved states back to the callbacks that are still there. */
  load(states: Readonly<Record<string, unknown>>): void {
    for (const [name, callback] of this.#callbacks) {
      if (callback.load && Object.hasOwn(states, name)) callback.load(states[name]);
    }
  }
}

/** What either asks for. */
export function mergeRequests(a: CallbackRequest, b: CallbackRequest): CallbackRequest {
  return {
    stop: a.stop === true || b.stop === true,
    save: a.save === true || b.save === true,
    evaluate: a.evaluate === true || b.evaluate === true,
  };
}

function checkHandlers(name: string, callback: Callback): void {
  for (const member of membersOf(callback)) {
    if (Object.hasOwn(handlerTable, member) || !looksLikeHandler(member)) continue;
    const suggestion = nearestName(member, handlerNames);
    const guess = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    throw new CraftError(`callback ${name}: there is no handler ${JSON.stringify(member)}${guess}`, {
      code: 'callback.unknown-handler',
      hint: `Handlers: ${handlerNames.join(', ')}.`,
    });
  }
}

/** `onAnything`, `on_anything`, and real names with their capitals wrong. */
function looksLikeHandler(member: string): boolean {
  return /^on[A-Z_]/.test(member) || handlerNames.some((name) => name.toLowerCase() === member.toLowerCase());
}

/** Own members and those of its class. */
function membersOf(callback: object): string[] {
  const members: string[] = [];
  for (
    let at: object | null = callback;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    members.push(...Object.getOwnPropertyNames(at));
  }
  return members;
}

function asFailure(name: string, handler: string, step: number, error: unknown): unknown {
  if (isCraftError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new CraftError(`callback ${name}: ${handler} failed at step ${step}: ${reason}`, {
    code: 'callback.failed',
    cause: error,
  });
}
