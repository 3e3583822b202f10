import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sameKind } from '../../src/lab/samekind.ts';
import { Shrinker, type Seen, type Shrunk } from '../../src/lab/shrink.ts';
import type { Decision, FaultPlan } from '../../src/sim/index.ts';

const NODES = ['n1', 'n2', 'n3'];
const FAULTS = ['f1', 'f2', 'f3', 'f4'];
const OPERATIONS = Array.from({ length: 40 }, (_, index) => `write k${index}@n1`);
const MESSAGES = Array.from({ length: 20 }, (_, index) => `f1:n1>n2:${index}`);
const PLAN: FaultPlan = { faults: FAULTS.map(id => ({ id, kind: 'lose', start: { atMs: 0 } })), off: [] };

const decision = (id: string): Decision => ({ id, action: 'hold', atUs: 0, from: 'n1', to: 'n2', tag: { kind: 'send' }, delayMs: 0 });

/** What a run of a plan consists of, in a world where everything stands by itself. */
function seenUnder({ faults, only = {} }: FaultPlan): Seen {
  const among = (all: readonly string[], kept: readonly string[] | undefined): string[] => all.filter(each => kept?.includes(each) ?? true);
  const ids = faults.map(({ id }) => id);
  return {
    events: 1, message: 'it broke', strikes: [], named: [], open: [], nodes: among(NODES, only.nodes), operations: among(OPERATIONS, only.operations),
    decisions: among(MESSAGES, only.decisions).filter(id => ids.includes(id.slice(0, 2))).map(decision),
  };
}

const elementsOf = ({ decisions, operations, nodes }: Seen, { faults }: FaultPlan): string[] => [...faults.map(({ id }) => id), ...decisions.map(({ id }) => id), ...operations, ...nodes];

type Needs = (left: ReadonlySet<string>) => boolean;
type Left = Shrunk & { readonly left: string[] };

/** Shrinks with a failure that needs what `needs` says of the elements that are left; from where it stopped, if that is given. */
function shrunkBy(needs: Needs, budget = 10_000, messageOf: (left: ReadonlySet<string>) => string = () => 'it broke', from?: Shrunk): Left {
  let runs = 0;
  const fails = function* (plan: FaultPlan): Generator<void, Seen | undefined> {
    runs++;
    const seen = seenUnder(plan);
    const left = new Set(elementsOf(seen, plan));
    return needs(left) ? { ...seen, message: messageOf(left) } : undefined;
  };
  const all = seenUnder(PLAN);
  const trial = { fails, mayTry: () => runs < budget };
  const steps = from ? new Shrinker(trial, from.plan, from.seen).refine() : new Shrinker(trial, PLAN, { ...all, message: messageOf(new Set(elementsOf(all, PLAN))) }).shrink();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { ...value, left: elementsOf(value.seen, value.plan) };
  }
}

describe('shrinking', () => {
  it('finds what a failure needs among faults, messages and operations', () => {
    const needed = ['f1', 'f3', MESSAGES[7]!, OPERATIONS[3]!, OPERATIONS[33]!];
    const { left, minimal, plan } = shrunkBy(all => needed.every(each => all.has(each)), 1_000);
    assert.ok(minimal);
    assert.deepEqual(left.filter(each => !NODES.includes(each)), needed);
    assert.deepEqual(plan.only, { operations: [OPERATIONS[3], OPERATIONS[33]], decisions: [MESSAGES[7]], nodes: [] });
  });

  it('leaves nothing that could be left out by itself, whatever the failure depends on', () => {
    const all = [...FAULTS, ...MESSAGES, ...OPERATIONS];
    // One of several groups is needed whole, and some element spoils some group.
    const group = fc.record({ whole: fc.uniqueArray(fc.constantFrom(...all), { maxLength: 6 }), spoiltBy: fc.option(fc.constantFrom(...all)) });
    fc.assert(fc.property(fc.array(group, { minLength: 1, maxLength: 4 }), groups => {
      const needs = (left: ReadonlySet<string>): boolean => groups.some(({ whole, spoiltBy }) => whole.every(each => left.has(each)) && !(spoiltBy !== null && left.has(spoiltBy)));
      fc.pre(needs(new Set(all)));
      for (const { left, minimal } of [shrunkBy(needs), shrunkBy(needs, 10_000, undefined, shrunkBy(needs, 20))]) {
        assert.ok(minimal && needs(new Set(left)));
        for (const each of left.filter(each => !NODES.includes(each) && !each.startsWith('f1'))) assert.ok(!needs(new Set(left.filter(other => other !== each))), each);
      }
    }), { numRuns: 300 });
  });

  it('leaves out nodes only if the story stays the same to the word', () => {
    const { left } = shrunkBy(() => true, 1_000, nodes => (nodes.has('n2') ? 'n2 broke' : 'it broke'));
    assert.deepEqual(left, ['n2']);
  });

  it('keeps a node whose absence would do what a fault does', () => {
    const { left } = shrunkBy(all => all.has('f4') || !all.has('n3'));
    assert.deepEqual(left, ['f4', 'n3']);
  });

  it('stops when the budget is used up, with what it has, and says so', () => {
    const needs = (all: ReadonlySet<string>): boolean => all.has(OPERATIONS[20]!) && all.has(OPERATIONS[21]!);
    const { left, minimal } = shrunkBy(needs, 12);
    assert.equal(minimal, false);
    assert.ok(needs(new Set(left)) && left.length < 64);
  });

  it('goes on from there until nothing can be left out, and adds nothing', () => {
    // Any 11 operations do, and one of two messages.
    const needs = (all: ReadonlySet<string>): boolean => OPERATIONS.filter(each => all.has(each)).length > 10 && (all.has(MESSAGES[3]!) || all.has(MESSAGES[9]!));
    const first = shrunkBy(needs, 30);
    assert.equal(first.minimal, false);
    const { left, minimal } = shrunkBy(needs, 10_000, undefined, first);
    assert.ok(minimal && left.every(each => first.left.includes(each)));
    assert.deepEqual([left.filter(each => OPERATIONS.includes(each)).length, left.filter(each => MESSAGES.includes(each)).length], [11, 1]);
  });
});

describe('two messages', () => {
  it('are of one kind if they differ in names and numbers', () => {
    assert.ok(sameKind('Seat 84 was sold by A to b85 at 9.96 s and by C to b94 at 10.69 s: two people hold tickets for one chair', 'Seat 3 was sold by B to b1 at 1 s and by A to b2 at 1.2 s: two people hold tickets for one chair'));
    assert.ok(sameKind('api went on in trace 09b7…. So did 205 of 205 requests from edge: each trace breaks there', 'cart went on in trace 11… : each trace breaks there'));
  });

  it('are not if they say something else', () => {
    assert.ok(!sameKind('The bank took €55.46 for order o4 at 0.53 s and again at 9.99 s: the customer pays twice', 'The customer of order o3 heard "not-paid" at 0.49 s: the money is gone, and there will be no goods'));
  });
});
