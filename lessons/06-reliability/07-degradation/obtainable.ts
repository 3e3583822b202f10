import type { Fact, Operation, RunRecord, Strike } from 'faultlab/author';
import type { Asked } from './contract';
import { OLDEST_MS } from './page.ts';
import { PARTS, type PartName } from './world.ts';

const US_PER_MS = 1_000;
/** An answer has to come within that to be on the page. */
const ANSWER_US = 250 * US_PER_MS;
/** After an outage a server has work of before. */
const BACKLOG_US = 4_000 * US_PER_MS;
/** A copy that is nearly too old may be taken for one that is. */
const OLDEST_US = (OLDEST_MS - 3_000) * US_PER_MS;
/** Nobody can know at once that a part is on again. */
const NEWS_US = 1_500 * US_PER_MS;

/** Something that did not work for a while. */
export interface Outage {
  readonly of: string;
  /** `answers with errors`. */
  readonly words: string;
  readonly fromUs: number;
  readonly toUs: number;
}

const WORDS: Readonly<Record<string, string>> = { answers: 'has answered with errors', cut: 'has not answered', slowdown: 'has taken 30 times as long' };

const concerns = ({ fault }: Strike, id: string): boolean => fault['node'] === id || (fault.kind === 'cut' && (fault['to'] as readonly string[]).includes(id));

/** When a service was broken, in order. */
export const outagesOf = ({ strikes }: RunRecord, id: string): Outage[] =>
  strikes.filter(strike => concerns(strike, id)).map(({ fault, fromUs, toUs }) => ({ of: id, words: WORDS[fault.kind]!, fromUs, toUs }));

/** When parts were switched off. */
export function switchesOf({ facts }: RunRecord): { readonly flag: PartName; readonly fromUs: number; readonly toUs: number }[] {
  const turned = facts.filter(({ type }) => type === 'switched');
  const flagOf = ({ data }: Fact): PartName => data['flag'] as PartName;
  return turned.filter(({ data }) => !data['on']).map(off => ({
    flag: flagOf(off), fromUs: off.atUs, toUs: turned.find(on => on.data['on'] && flagOf(on) === flagOf(off) && on.atUs > off.atUs)?.atUs ?? Infinity,
  }));
}

/**
 * Which parts a page could have had: those whose service could answer, or had told the same process about the same product no
 * longer ago than a copy may be. Bestsellers can always be had.
 */
export function obtainable(run: RunRecord): (page: Operation) => PartName[] {
  const off = switchesOf(run);
  const outages = new Map(PARTS.map(part => [part, outagesOf(run, part)]));
  const isOn = (part: PartName, atUs: number): boolean => !off.some(({ flag, fromUs, toUs }) => flag === part && atUs >= fromUs - ANSWER_US && atUs < toUs + NEWS_US);
  const works = (part: PartName, atUs: number): boolean => !outages.get(part)!.some(({ fromUs, toUs }) => atUs + ANSWER_US >= fromUs && atUs < toUs + BACKLOG_US);
  const copies = new Map<string, number[]>();
  for (const { input, invokedUs } of run.operations) {
    const { sku } = input as Asked;
    for (const part of PARTS) {
      if (!isOn(part, invokedUs) || !works(part, invokedUs)) continue;
      const key = `${part} ${sku}`;
      const told = copies.get(key);
      if (told) told.push(invokedUs);
      else copies.set(key, [invokedUs]);
    }
  }
  const hasCopy = (part: PartName, { input, invokedUs }: Operation): boolean => {
    const last = copies.get(`${part} ${(input as Asked).sku}`)?.filter(atUs => atUs < invokedUs - ANSWER_US).at(-1);
    return last !== undefined && invokedUs - last <= OLDEST_US;
  };
  return page => PARTS.filter(part => isOn(part, page.invokedUs) && (part === 'recs' || works(part, page.invokedUs) || hasCopy(part, page)));
}
