import type { Commands } from '../state/commands.ts';

/** Keys of the diagram and the chart, as listed in the legend. */
export const keyHelp: readonly (readonly [keys: string, does: string])[] = [
  ['← →', 'previous, next event'],
  ['Shift ← →', 'previous, next event of the same node'],
  ['K Shift+K', 'next, previous event of the same kind'],
  ['↑ ↓', 'nearest event of the node above, below'],
  ['Home End', 'first, last event'],
  ['Page Up, Page Down', 'earlier, later part'],
  ['Space', 'play, stop'],
  ['+ −', 'zoom in, out'],
  ['0', 'the whole run'],
  ['F', 'the failure'],
  ['Enter', 'the line of code that did it'],
];

export function diagramKeys(event: KeyboardEvent, commands: Commands): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => event.shiftKey ? commands.stepOnLane(-1) : commands.step(-1),
    ArrowRight: () => event.shiftKey ? commands.stepOnLane(1) : commands.step(1),
    ArrowUp: () => commands.stepAcross(-1),
    ArrowDown: () => commands.stepAcross(1),
    Home: () => commands.selectFirst(),
    End: () => commands.selectLast(),
    PageUp: () => commands.pan(-0.5),
    PageDown: () => commands.pan(0.5),
    '+': () => commands.zoom(1 / 1.5),
    '=': () => commands.zoom(1 / 1.5),
    '-': () => commands.zoom(1.5),
    0: () => commands.fit(),
    k: () => commands.stepOfKind(1),
    K: () => commands.stepOfKind(-1),
    f: () => commands.goToFailure(),
    ' ': () => commands.togglePlay(),
    Enter: () => commands.openSelected(),
    Escape: () => commands.select(-1),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
