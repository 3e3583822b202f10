import { jsonOf } from '../../sim/json.ts';
import { Values, type Complain, type Form } from '../histories/forms.ts';

/** One step of a transaction: `append` and `w` put a value to a key, `r` says what was there. */
export interface Step {
  readonly f: 'append' | 'w' | 'r';
  readonly key: string;
  /** Of a read: all that was appended, or the value, `undefined` for nothing; not known of one that was not answered. */
  readonly value: unknown;
}

/** Transactions `f: "txn"` with steps `["append", key, value]` and `["r", key, [values]]`, or `["w", key, value]` and `["r", key, value]`. */
export function transactionForm(name: string, put: 'append' | 'w'): Form {
  const values = new Values();
  const putLines = new Set<string>();
  const stepOf = (step: unknown, isAnswer: boolean, complain: Complain): Step => {
    if (!Array.isArray(step) || step.length !== 3 || typeof step[0] !== 'string' || (step[0] !== put && step[0] !== 'r')) return complain(`${jsonOf(step)} is no step of a transaction; it is ["${put}", key, value] or ["r", key, ${put === 'w' ? 'value' : '[values]'}]`);
    const [f, rawKey, value] = step as [Step['f'], unknown, unknown];
    const key = typeof rawKey === 'string' ? rawKey : jsonOf(rawKey);
    if (f !== 'r') {
      if (value === null) return complain(`null cannot be put to ${key}: it says that nothing is there`);
      return { f, key, value: values.of(value) };
    }
    if (!isAnswer) return { f, key, value: undefined };
    if (put === 'w') return { f, key, value: value === null ? undefined : values.of(value) };
    if (value !== null && !Array.isArray(value)) return complain(`a read of ${key} answers ${jsonOf(value)}; it is an array of all that was appended, or null`);
    return { f, key, value: ((value ?? []) as readonly unknown[]).map(each => values.of(each)) };
  };
  const stepsOf = (value: unknown, isAnswer: boolean, complain: Complain): Step[] =>
    (Array.isArray(value) ? value.map(step => stepOf(step, isAnswer, complain)) : complain(`the value of a txn is ${value === undefined ? 'missing' : jsonOf(value)}; it is an array of steps: [["${put}", key, value], ["r", key, null]]`));
  return {
    name, keyed: false, functions: ['txn'],
    asked(_f, value, complain) {
      const steps = stepsOf(value, false, complain);
      for (const { f, key, value: one } of steps) {
        if (f === 'r') continue;
        const once = jsonOf([key, one]);
        if (putLines.has(once)) complain(`${jsonOf(one)} is put to ${key} a second time; it can be told who saw whose value only if each value is put to a key once`);
        putLines.add(once);
      }
      return steps;
    },
    answered(_f, value, input, complain) {
      const steps = stepsOf(value, true, complain);
      const asked = input as readonly Step[];
      if (steps.length !== asked.length || steps.some(({ f, key }, index) => asked[index]!.f !== f || asked[index]!.key !== key)) complain('the answer has other steps than the transaction that was asked for');
      return steps;
    },
  };
}
