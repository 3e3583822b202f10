import { effect } from '@preact/signals-core';
import { scaleLinear, select, zoom, ZoomTransform, type D3ZoomEvent } from 'd3';
import { wholeRun } from '../layout/viewport.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';

const maxZoom = 1e7;

/** Dragging pans, the wheel zooms; where `scrolls` says so only together with Ctrl or ⌘. A sideways wheel pans. */
export function timeZoom(element: HTMLElement, store: Store, commands: Commands, scrolls: () => boolean = () => false): void {
  const sideways = (event: WheelEvent): boolean => event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  const wholeScale = () => {
    const { fromUs, toUs } = wholeRun(store.run.peek()?.endUs ?? 1);
    return scaleLinear([fromUs, toUs], [0, store.plotWidth.peek()]);
  };
  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([1, maxZoom])
    .clickDistance(4)
    .filter((event: MouseEvent) => event.type === 'wheel'
      ? !sideways(event as WheelEvent) && (event.ctrlKey || event.metaKey || !scrolls())
      : event.button === 0)
    .on('zoom', ({ sourceEvent, transform }: D3ZoomEvent<HTMLElement, unknown>) => {
      if (!sourceEvent) return;
      const [fromUs, toUs] = transform.rescaleX(wholeScale()).domain();
      commands.showRange({ fromUs, toUs });
    });
  select(element).call(behaviour).on('dblclick.zoom', null);

  element.addEventListener('wheel', event => {
    if (!sideways(event) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    commands.pan((event.deltaX || event.deltaY) / store.plotWidth.peek());
  }, { passive: false });

  effect(() => {
    const { fromUs, toUs } = store.range.value;
    const width = store.plotWidth.value;
    const scale = wholeScale();
    const [wholeFrom, wholeTo] = scale.domain();
    const k = (wholeTo - wholeFrom) / (toUs - fromUs);
    behaviour.translateExtent([[0, 0], [width, 0]]).extent([[0, 0], [width, 1]]);
    (element as HTMLElement & { __zoom?: ZoomTransform }).__zoom = new ZoomTransform(k, -scale(fromUs) * k, 0);
  });
}
