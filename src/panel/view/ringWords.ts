import { formatTime, formatValue } from '../layout/time.ts';
import type { Holding, Ring } from '../layout/ring.ts';

const percent = (share: number): string => `${formatValue(100 * share)} %`;
const count = (value: number): string => value.toLocaleString('en');

/** Whose placement it is, and how large. */
export function captionOf({ placement, keys }: Ring): string {
  const { by, timeUs, members, copies } = placement;
  return `${by} at ${formatTime(timeUs)}: ${members.length} members, ${count(keys)} keys${copies > 1 ? `, ${copies} copies of each` : ''}`;
}

/** What is different from the placement before, or who holds most. */
export function changeWords(ring: Ring): string {
  const { placement, before, holdings, keys, moved, moves } = ring;
  if (!before) return fullestWords(ring);
  const happened = holdings.flatMap(({ id, weight, weightBefore, ratio }) =>
    Number.isNaN(ratio) ? [`${id} is gone`] : weightBefore === 0 ? [`${id} is new`] : weightBefore !== weight ? [`${id} has weight ${weight} instead of ${weightBefore}`] : []);
  const needless = moves.reduce((sum, move) => sum + (move.needless ? move.keys : 0), 0);
  const other = before.by === placement.by ? '' : before.by;
  const share = `${count(moved)} keys (${percent(moved / keys)})`;
  const heir = holdings.reduce((most, each) => (each.gained > most.gained ? each : most));
  const all = holdings.reduce((sum, { gained }) => sum + gained, 0);
  return [
    `${happened.length === 0 ? 'The members are the same' : happened.join(', ')}. `,
    other !== '' ? `${other} says otherwise of ${moved === 0 ? 'no key' : share}.` : moved === 0 ? 'No key moved.' : `${share} moved; ${heir.id} got most, ${percent(heir.gained / all)} of them.`,
    other === '' && needless > 0 ? ` ${count(needless)} moved between members to whom nothing had happened.` : '',
  ].join('');
}

function fullestWords({ holdings }: Ring): string {
  const fullest = holdings.reduce((most, each) => (each.ratio > most.ratio ? each : most));
  const emptiest = holdings.reduce((least, each) => (each.ratio < least.ratio ? each : least));
  return `${fullest.id} holds ${times(fullest)} its fair part, ${emptiest.id} ${times(emptiest)}.`;
}

const times = ({ ratio }: Holding): string => `${ratio.toFixed(2)} ×`;

/** What a member got and gave away since the placement before. */
export function differenceWords({ gained, lost }: Holding): string {
  return [gained > 0 ? `+${count(gained)}` : '', lost > 0 ? `−${count(lost)}` : ''].filter(text => text !== '').join(' ');
}

/** One member in full. */
export function holdingWords(holding: Holding): string {
  const { id, weight, keys, ratio } = holding;
  const difference = differenceWords(holding);
  const now = Number.isNaN(ratio) ? 'is gone' : `holds ${count(keys)} keys, ${times(holding)} the fair part of weight ${weight}`;
  return `${id} ${now}${difference === '' ? '' : ` (${difference})`}`;
}
