import { t } from '../../lab/l10n.ts';
import { formatMs, formatTime } from '../layout/time.ts';
import { orderThrough, placeIn, type ShownHistory } from '../model/history.ts';

/** Says no more than that it succeeded. */
const plain = 'ok';

/** What was asked, and what was answered if that says anything. */
export function operationWords({ track }: ShownHistory, operation: number): string {
  const { f, asked, answered, outcome } = track.operations[operation];
  const question = asked === '' ? f : `${f} ${asked}`;
  if (outcome === 'fail') return t('{0}: failed', question);
  if (outcome === 'info') return t('{0}: no clear answer', question);
  return answered === plain || answered === '' ? question : `${question}: ${answered}`;
}

/** Texts for a bar, the longest first. */
export function barTexts(shown: ShownHistory, operation: number): readonly string[] {
  const { client, key, asked, answered } = shown.track.operations[operation];
  const words = shown.key === '' ? `${key}: ${operationWords(shown, operation)}` : operationWords(shown, operation);
  return [...shown.shared ? [`${client}  ${words}`] : [], words, answered === plain || answered === '' ? asked || words : answered];
}

/** One operation in full: who, what, when, and its place in the order. */
export function operationSentence(shown: ShownHistory, operation: number): string {
  const { client, node, key, fromUs, toUs, completedRow } = shown.track.operations[operation];
  const when = completedRow < 0 ? t('{0}, still open at the end', formatTime(fromUs)) : t('{0} to {1}', formatMs(fromUs), formatTime(toUs));
  return [`${client} ${operationWords(shown, operation)}, ${node === undefined ? key : t('{0} at {1}', key, node)}`, when, placeWords(shown, operation)].filter(text => text !== '').join(' · ');
}

/** Where an operation stands in the order that is drawn with it; '' where nothing is judged. */
function placeWords(shown: ShownHistory, operation: number): string {
  const { orders, track } = shown;
  if (!orders) return '';
  const order = orderThrough(shown, operation);
  if (order) {
    const { place, before, after } = placeIn(order, orders.initial, operation);
    const { length } = order.operations;
    const of = orders.found === 'order' ? t('place {0} of {1}', place, length) : t('place {0} of the {1} that the longest order with it holds', place, length);
    return `${of}: ${before === after ? t('the copy holds {0}', after) : t('{0} before, {1} after', before, after)}`;
  }
  const { outcome } = track.operations[operation];
  if (outcome === 'fail') return t('in no order: it did not happen');
  if (orders.found === 'order') return t('in no order: nobody saw whether it happened');
  return outcome === 'info' ? t('in no order that can be begun') : t('no order that can be begun reaches it');
}

/** What is known of the shown key's order; where none is judged, how much there is. */
export function verdictWords({ orders, operations, track }: ShownHistory): string {
  if (!orders) return t('{0} operations by {1} clients', operations.length.toLocaleString('en'), new Set(operations.map(operation => track.operations[operation].client)).size.toLocaleString('en'));
  if (orders.contradiction) return t('No order explains all answers.');
  const { length } = orders.orders[0]?.operations ?? [];
  if (orders.found === 'unknown') return length === 0 ? t('There are too many operations to look for an order.') : t('So many operations overlap that not all orders were tried: the thread is the longest that was met.');
  return length === 0 ? t('Nothing was answered.') : t('One order explains all: the thread through {0} operations.', length);
}
