import { t } from '../../lab/l10n.ts';
import { verdictWord } from './header.ts';
import type { Store } from '../state/store.ts';
import type { MenuItem } from './menu.ts';
import { pictureSvg, pngOf } from './pictureSvg.ts';

/** Who writes files. */
export interface Keeper {
  /** `base64`: of its bytes. */
  saveFile(name: string, base64: string): void;
  /** Writes the file with which the shown run can be made again. */
  saveReplay(): void;
  /** Copies a link that does the same. */
  copyLink(): void;
}

/** What can be kept of the run that is shown. */
export function keepItems(store: Store, picture: HTMLElement, keeper: Keeper): readonly MenuItem[] {
  const name = (ending: string): string => {
    const { lesson, scenario, seed } = store.run.peek()!.recording;
    return `${lesson.split('/').at(-1)}-${scenario}-${seed}-${store.shown.peek().name.toLowerCase().replace(/\W+/g, '-')}.${ending}`;
  };
  const drawing = (): string => pictureSvg(picture, heading(store));
  return [
    { label: t('This picture as SVG…'), choose: () => keeper.saveFile(name('svg'), base64Of(drawing())) },
    { label: t('This picture as PNG…'), choose: () => void pngOf(drawing()).then(png => keeper.saveFile(name('png'), png)) },
    { label: t('The run as a file, replayed with the program of whoever opens it…'), choose: () => keeper.saveReplay() },
    { label: t('Copy a link to the run, replayed with the program of whoever opens it'), choose: () => keeper.copyLink() },
  ];
}

function heading(store: Store): string[] {
  const { title, scenarioLabel, seed, verdict, failures } = store.run.peek()!.recording;
  return [`${title} · ${scenarioLabel} · ${t('seed {0}', seed)} · ${verdictWord(verdict)}`, ...failures.slice(0, 1).map(({ message }) => message)];
}

function base64Of(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte)).join(''));
}
