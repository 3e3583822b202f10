import { h } from './dom.ts';

export interface VirtualRows {
  /** Goes into the scroller, after the head. */
  readonly body: HTMLElement;
  /** Shows this many rows, afresh. */
  setCount(count: number): void;
  /** Draws the visible rows again. */
  refresh(): void;
  /** Whether it had to scroll; the rows are drawn again then. */
  scrollTo(index: number): boolean;
}

export const rowHeight = 22;

/** Rows that stay visible above and below the one that is scrolled to; the head is one of them. */
const roomRows = 3;
/** Rows that exist above and below the visible ones. */
const spareRows = 8;
/** Browsers do not lay out what is much taller. */
const tallest = 16_000_000;

interface Shown {
  readonly index: number;
  readonly look: string | undefined;
  readonly element: HTMLElement;
}

/**
 * Rows of equal height in a scrolling table, of which only the visible ones exist; `drawn` is called when they are others.
 * `lookOf`: what tells whether a row would be drawn the same; absent: it never is.
 */
export function virtualRows(scroller: HTMLElement, rowAt: (index: number) => HTMLElement, { lookOf, drawn }: { readonly lookOf?: (index: number) => string; readonly drawn?: () => void } = {}): VirtualRows {
  const body = h('div', { class: 'rows', role: 'rowgroup' });
  let count = 0;
  let [top, height] = [0, 0];
  let [first, past] = [0, 0];
  let shown: readonly Shown[] = [];
  /** What to scroll to as soon as there is something to scroll. */
  let asked = 0;
  const bodyHeight = (): number => Math.min(tallest, count * rowHeight);
  const mostTop = (): number => Math.max(0, bodyHeight() + rowHeight - height);
  /** Pixels to scroll for a row: fewer than its height where there are very many. */
  const step = (): number => (count * rowHeight <= tallest ? rowHeight : mostTop() / (count + 1 - height / rowHeight));
  const span = (): readonly [first: number, past: number] => {
    const at = Math.floor(top / step());
    return [Math.max(0, at - spareRows), Math.min(count, at + Math.ceil(height / rowHeight) + spareRows)];
  };

  function refresh(): void {
    [first, past] = span();
    const scaled = step() < rowHeight;
    const at = Math.floor(top / step());
    const topOf = (index: number): number => (scaled ? top + (index - at) * rowHeight : index * rowHeight);
    const before = new Map(shown.map(row => [row.index, row]));
    shown = Array.from({ length: Math.max(0, past - first) }, (_, position) => {
      const index = first + position;
      const look = lookOf?.(index);
      const same = before.get(index);
      const row = look !== undefined && same?.look === look ? same : { index, look, element: rowAt(index) };
      row.element.style.transform = `translateY(${topOf(index)}px)`;
      return row;
    });
    replaceChanged(body, shown.map(({ element }) => element));
    drawn?.();
  }
  function moved(): void {
    const [wantedFirst, wantedPast] = span();
    if (wantedFirst !== first || wantedPast !== past || step() < rowHeight) refresh();
  }
  scroller.addEventListener('scroll', () => {
    top = scroller.scrollTop;
    moved();
  }, { passive: true });
  new ResizeObserver(() => {
    const before = height;
    ({ clientHeight: height, scrollTop: top } = scroller);
    moved();
    if (before === 0) scrollTo(asked);
  }).observe(scroller);

  function scrollTo(index: number): boolean {
    asked = index;
    const perPage = height / rowHeight;
    const [least, most] = [(index + 1 + roomRows - perPage) * step(), (index - roomRows) * step()];
    const wanted = Math.round(Math.max(0, Math.min(mostTop(), top < least ? least : top > most ? most : top)));
    if (wanted === top || height === 0) return false;
    scroller.scrollTop = wanted;
    return true;
  }
  return {
    body, refresh, scrollTo,
    setCount(next) {
      count = next;
      body.style.height = `${bodyHeight()}px`;
      shown = [];
      refresh();
    },
  };
}

/** Leaves alone what stays: to take it out and in again costs as much as to draw it. */
function replaceChanged(parent: HTMLElement, wanted: readonly HTMLElement[]): void {
  const stays = new Set<Element>(wanted);
  for (const child of [...parent.children]) if (!stays.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const element of wanted) {
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}
