import { t } from '../../lab/l10n.ts';
import type { Commands } from '../state/commands.ts';

/** Keys of the diagram and the chart, as listed in the legend. */
export function keyHelp(): readonly (readonly [keys: string, does: string])[] {
  return [
    ['← →', t('previous, next event')],
    [t('Shift ← →'), t('previous, next event of the same node')],
    [t('K Shift+K'), t('next, previous event of the same kind')],
    ['↑ ↓', t('nearest event of the node above, below')],
    [t('Home End'), t('first, last event')],
    [t('Page Up, Page Down'), t('earlier, later part')],
    [t('Space'), t('play, stop')],
    ['+ −', t('zoom in, out')],
    ['0', t('the whole run')],
    ['F', t('the failure')],
    [t('Enter'), t('the line of code that did it')],
  ];
}

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
