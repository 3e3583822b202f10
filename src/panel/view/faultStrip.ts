import { t } from '../../lab/l10n.ts';
import { stackSpans } from '../layout/strips.ts';
import { formatTime } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, paint } from './dom.ts';

const rowHeight = 17;

/** The faults of the stretch of time that is shown as bars on the time axis. The fault plan does the same for those who cannot see or click them. */
export function faultStripView(store: Store, commands: Commands): HTMLElement {
  const plot = h('div', { class: 'plot faults', 'aria-hidden': 'true' });
  paint(() => { void store.run.value; void store.x.value; }, () => {
    const faults = store.run.peek()?.faults ?? [];
    const x = store.x.peek();
    const width = store.plotWidth.peek();
    const shown = faults.filter(({ fromUs, toUs }) => x(toUs) > 0 && x(fromUs) < width);
    const rows = stackSpans(shown);
    plot.style.height = `${faults.length === 0 ? 0 : Math.max(1, ...rows.map(row => row + 1)) * rowHeight + 3}px`;
    plot.replaceChildren(...shown.map((fault, index) => {
      const left = Math.max(0, x(fault.fromUs));
      const right = Math.min(width, x(fault.toUs));
      const bar = h('div', { class: 'fault', onclick: () => commands.goToFault(fault), title: `${fault.text}\n${t('{0} to {1}', formatTime(fault.fromUs), formatTime(fault.toUs))}` }, fault.text);
      bar.style.left = `${left}px`;
      bar.style.width = `${Math.max(3, right - left - 1)}px`;
      bar.style.top = `${rows[index] * rowHeight + 2}px`;
      return bar;
    }));
  });
  return plot;
}
