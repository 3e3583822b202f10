import { t } from '../../lab/l10n.ts';
import { formatTime, formatValue } from '../layout/time.ts';
import type { Holding, Ring } from '../layout/ring.ts';

const percent = (share: number): string => `${formatValue(100 * share)} %`;
const count = (value: number): string => value.toLocaleString('en');

/** Whose placement it is, and how large. */
export function captionOf({ placement, keys }: Ring): string {
  const { by, timeUs, members, copies } = placement;
  const told = t('{0} at {1}: {2} members, {3} keys', by, formatTime(timeUs), members.length, count(keys));
  return copies > 1 ? t('{0}, {1} copies of each', told, copies) : told;
}

/** What is different from the placement before, or who holds most. */
export function changeWords(ring: Ring): string {
  const { placement, before, holdings, keys, moved, moves } = ring;
  if (!before) return fullestWords(ring);
  const happened = holdings.flatMap(({ id, weight, weightBefore, ratio }) =>
    Number.isNaN(ratio) ? [t('{0} is gone', id)] : weightBefore === 0 ? [t('{0} is new', id)] : weightBefore !== weight ? [t('{0} has weight {1} instead of {2}', id, weight, weightBefore ?? 0)] : []);
  const needless = moves.reduce((sum, move) => sum + (move.needless ? move.keys : 0), 0);
  const other = before.by === placement.by ? '' : before.by;
  const share = percent(moved / keys);
  const heir = holdings.reduce((most, each) => (each.gained > most.gained ? each : most));
  const all = holdings.reduce((sum, { gained }) => sum + gained, 0);
  return [
    `${happened.length === 0 ? t('The members are the same') : happened.join(', ')}.`,
    other !== '' && moved === 0 ? t('{0} says otherwise of no key.', other) : other !== '' ? t('{0} says otherwise of {1} keys ({2}).', other, count(moved), share)
      : moved === 0 ? t('No key moved.') : t('{0} keys ({1}) moved; {2} got most, {3} of them.', count(moved), share, heir.id, percent(heir.gained / all)),
    ...other === '' && needless > 0 ? [t('{0} moved between members to whom nothing had happened.', count(needless))] : [],
  ].join(' ');
}

function fullestWords({ holdings }: Ring): string {
  const fullest = holdings.reduce((most, each) => (each.ratio > most.ratio ? each : most));
  const emptiest = holdings.reduce((least, each) => (each.ratio < least.ratio ? each : least));
  return t('{0} holds {1} its fair part, {2} {3}.', fullest.id, times(fullest), emptiest.id, times(emptiest));
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
  const now = Number.isNaN(ratio) ? t('{0} is gone', id) : t('{0} holds {1} keys, {2} the fair part of weight {3}', id, count(keys), times(holding), weight);
  return difference === '' ? now : `${now} (${difference})`;
}
