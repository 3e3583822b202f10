import { formatMs, formatTime } from '../layout/time.ts';
import { orderThrough, placeIn, type ShownHistory } from '../model/history.ts';

/** Says no more than that it succeeded. */
const plain = 'ok';

/** What was asked, and what was answered if that says anything. */
export function operationWords({ track }: ShownHistory, operation: number): string {
  const { f, asked, answered, outcome } = track.operations[operation];
  const question = asked === '' ? f : `${f} ${asked}`;
  if (outcome === 'fail') return `${question}: failed`;
  if (outcome === 'info') return `${question}: no clear answer`;
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
  const until = completedRow < 0 ? 'still open at the end' : `to ${formatTime(toUs)}`;
  return [`${client} ${operationWords(shown, operation)}, ${key}${node === undefined ? '' : ` at ${node}`}`, `${formatMs(fromUs)} ${until}`, placeWords(shown, operation)].filter(text => text !== '').join(' · ');
}

/** Where an operation stands in the order that is drawn with it; '' where nothing is judged. */
function placeWords(shown: ShownHistory, operation: number): string {
  const { orders, track } = shown;
  if (!orders) return '';
  const order = orderThrough(shown, operation);
  if (order) {
    const { place, before, after } = placeIn(order, orders.initial, operation);
    const of = orders.found === 'order' ? `${ordinal(place)} of ${order.operations.length}` : `${ordinal(place)} of the ${order.operations.length} that the longest order with it holds`;
    return before === after ? `${of}: the copy holds ${after}` : `${of}: ${before} before, ${after} after`;
  }
  const { outcome } = track.operations[operation];
  if (outcome === 'fail') return 'in no order: it did not happen';
  if (orders.found === 'order') return 'in no order: nobody saw whether it happened';
  return outcome === 'info' ? 'in no order that can be begun' : 'no order that can be begun reaches it';
}

/** What is known of the shown key's order; where none is judged, how much there is. */
export function verdictWords({ orders, operations, track }: ShownHistory): string {
  if (!orders) return `${operations.length.toLocaleString('en')} operations by ${new Set(operations.map(operation => track.operations[operation].client)).size.toLocaleString('en')} clients`;
  if (orders.contradiction) return 'No order explains all answers.';
  const { length } = orders.orders[0]?.operations ?? [];
  if (orders.found === 'unknown') return length === 0 ? 'There are too many operations to look for an order.' : 'So many operations overlap that not all orders were tried: the thread is the longest that was met.';
  return length === 0 ? 'Nothing was answered.' : `One order explains all: the thread through ${length} operations.`;
}

function ordinal(place: number): string {
  const teen = place % 100 >= 11 && place % 100 <= 13;
  return `${place}${teen ? 'th' : ['th', 'st', 'nd', 'rd'][place % 10] ?? 'th'}`;
}
