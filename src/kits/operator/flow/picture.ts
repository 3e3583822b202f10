import type { TimelinePicture } from '../../../sim/index.ts';

/** What a yes-or-no quantity is called while it is 1, and while it is 0; '' is not drawn. */
interface Words {
  readonly lane: string;
  readonly yes: string;
  readonly no: string;
  readonly tones: { readonly yes: 'good' | 'waiting'; readonly no: 'bad' | 'neutral' };
}

/** Draws a yes-or-no quantity as stretches of time; `values` are those of intervals of this length, from the beginning of the run. */
export function drawStretches(timeline: TimelinePicture, { lane, yes, no, tones }: Words, values: readonly number[], intervalUs: number): void {
  let from = 0;
  for (let index = 1; index <= values.length; index++) {
    if (index < values.length && values[index] === values[from]) continue;
    const is = values[from] !== 0;
    const text = is ? yes : no;
    if (text !== '') timeline.bar({ group: 'system', lane, text, tone: is ? tones.yes : tones.no, fromUs: from * intervalUs, toUs: index * intervalUs, row: -1 });
    from = index;
  }
}
