import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { h } from './dom.ts';

export interface VirtualRows {
  /** Goes into the scroller, after the head. */
  readonly body: HTMLElement;
  /** Shows this many rows, afresh. */
  setCount(count: number): void;
  /** Draws the visible rows again. */
  refresh(): void;
  scrollTo(index: number): void;
}

export const rowHeight = 22;

/** Rows that stay visible above and below the one that is scrolled to; the head is one of them. */
const roomRows = 3;

/** Rows of equal height in a scrolling table, of which only the visible ones exist; `drawn` is called when they are others. */
export function virtualRows(scroller: HTMLElement, rowAt: (index: number) => HTMLElement, drawn?: () => void): VirtualRows {
  const body = h('div', { class: 'rows', role: 'rowgroup' });
  const options = {
    count: 0,
    getScrollElement: () => scroller,
    scrollPaddingStart: roomRows * rowHeight, scrollPaddingEnd: roomRows * rowHeight,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollToFn: elementScroll, observeElementRect, observeElementOffset,
    onChange: () => refresh(),
  };
  const virtualizer = new Virtualizer<HTMLElement, HTMLElement>(options);
  virtualizer._didMount();
  virtualizer._willUpdate();

  function refresh(): void {
    body.style.height = `${virtualizer.getTotalSize()}px`;
    body.replaceChildren(...virtualizer.getVirtualItems().map(({ index, start }) => {
      const row = rowAt(index);
      row.style.transform = `translateY(${start}px)`;
      return row;
    }));
    drawn?.();
  }
  return {
    body, refresh,
    setCount(count) {
      virtualizer.setOptions({ ...options, count });
      virtualizer._willUpdate();
      virtualizer.measure();
      refresh();
    },
    scrollTo: index => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
