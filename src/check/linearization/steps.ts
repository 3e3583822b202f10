import { jsonOf } from '../../sim/json.ts';
import type { Model } from './model.ts';
import { shownValue } from './words.ts';

/** What an operation did to a state: what is left of it, and the answer. */
export interface Did<State> {
  readonly state: State;
  readonly output?: unknown;
}

/**
 * A model of any object, by what an operation does to it: `step` gives the state that is left and the answer, or undefined where
 * the object would refuse. States and answers are compared by their JSON. An operation without an answer may have been given any.
 */
export function modelOf<State>(initial: State, step: (state: State, f: string, input: unknown) => Did<State> | undefined): Model<State> {
  return {
    initial,
    relevant: operations => operations.filter(({ outcome }) => outcome !== 'fail'),
    step(state, { f, input, output, outcome }) {
      const did = step(state, f, input);
      return did && (outcome !== 'ok' || jsonOf(did.output) === jsonOf(output)) ? { state: did.state } : undefined;
    },
    identity: jsonOf,
    textOf: shownValue,
  };
}
