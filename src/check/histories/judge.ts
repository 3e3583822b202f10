import type { Operation } from '../../sim/history.ts';
import { counter } from '../linearization/counter.ts';
import { counterForm, queueForm, registerForm, setForm, stackForm, type Form } from './forms.ts';
import { judgeQueue } from './queues.ts';
import { judgeRegister, judgeRegisters } from './registers.ts';
import { transactionForm } from '../transactions/form.ts';
import { judgeListAppend } from '../transactions/listappend.ts';
import { judgeRwRegister } from '../transactions/rwregister.ts';
import { searched } from './searched.ts';
import { judgeSet } from './sets.ts';
import { judgeStack } from './stacks.ts';
import type { Verdict } from './verdict.ts';

/** One kind of object whose histories can be judged. */
interface Judged {
  /** What the lines of its histories look like. A form keeps what it read: one for each history. */
  form(): Form;
  judge(operations: readonly Operation[]): Verdict;
}

/** By the name that people give. */
export const historyModels = {
  'register': { form: () => registerForm('register'), judge: operations => judgeRegister(operations) },
  'cas-register': { form: () => registerForm('cas-register', { cas: true }), judge: operations => judgeRegister(operations) },
  'kv': { form: () => registerForm('kv', { keyed: true, cas: true }), judge: judgeRegisters },
  'set': { form: setForm, judge: judgeSet },
  'queue': { form: queueForm, judge: judgeQueue },
  'stack': { form: stackForm, judge: judgeStack },
  'counter': { form: counterForm, judge: operations => searched(counter, operations) },
  'list-append': { form: () => transactionForm('list-append history', 'append'), judge: judgeListAppend },
  'rw-register': { form: () => transactionForm('rw-register history', 'w'), judge: judgeRwRegister },
} satisfies Readonly<Record<string, Judged>>;

export type HistoryModel = keyof typeof historyModels;
