import { easeCubicOut, interpolateZoom, interrupt, select } from 'd3';
import type { TimeRange } from '../layout/viewport.ts';
import type { Glide } from '../state/commands.ts';

const name = 'range';
const lastsMs = 250;

type View = [middle: number, _: number, span: number];

const viewOf = ({ fromUs, toUs }: TimeRange): View => [(fromUs + toUs) / 2, 0, toUs - fromUs];
const rangeOf = ([middle, , span]: View): TimeRange => ({ fromUs: middle - span / 2, toUs: middle + span / 2 });

/** Moves and zooms the time axes where one looks far away, so that the eye can follow; at once where motion is unwelcome. */
export function gliding(): Glide {
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  const root = document.documentElement;
  return (from, to, show) => {
    interrupt(root, name);
    if (calm.matches || document.hidden) return void show(to);
    const between = interpolateZoom(viewOf(from), viewOf(to));
    select(root).transition(name).duration(lastsMs).ease(easeCubicOut).tween(name, () => share => {
      if (!show(share < 1 ? rangeOf(between(share)) : to)) interrupt(root, name);
    });
  };
}
