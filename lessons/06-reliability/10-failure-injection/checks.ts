import { atSeconds, type Check, type Finding, type RunRecord } from 'faultlab/author';
import { PATIENCE_MS } from './world.ts';

interface Wrong {
  readonly build: string;
  readonly text: string;
  readonly method: string;
}

/** A defective build of which nothing was reported. */
export const allFound: Check = run => told('missed', run, ({ build, text }) => `${build} was let through: ${text}. Its users will find it`);

/** A finding that is none. */
export const onlyFindings: Check = run => told('no-finding', run, ({ build, text }) => `${build}: ${text}. People will look for a defect that is not there`);

/** Somebody waits for the findings of each build. */
export const finished: Check = ({ operations, facts }) => {
  const open = operations.find(({ outcome }) => outcome !== 'ok');
  if (!open) return undefined;
  const { client, node, heardUs, invokedRow, output } = open;
  const runs = facts.filter(fact => fact.type === 'ran' && fact.node === node).length;
  const what = output === 'no answer' ? `has not come back after ${PATIENCE_MS / 1_000} s, with ${runs} runs made` : `failed after ${runs} runs: ${String(output)}`;
  return { message: `The ${client} called explore, and it ${what}: the build can neither be shipped nor mended`, atUs: heardUs, row: invokedRow, node: node!, method: 'explore' };
};

function told(type: string, { facts }: RunRecord, words: (wrong: Wrong) => string): Finding | undefined {
  const fact = facts.find(each => each.type === type);
  if (!fact) return undefined;
  const wrong = fact.data as unknown as Wrong;
  return { message: `At ${atSeconds(fact.atUs)} ${words(wrong)}`, atUs: fact.atUs, row: fact.row, node: fact.node!, method: wrong.method };
}
