import type { Store } from '../state/store.ts';

const names = [
  'background', 'foreground', 'muted', 'line', 'lane', 'message', 'slow', 'lost', 'copy', 'ok', 'fail', 'unclear', 'cut', 'down', 'pause', 'role',
  'note', 'accent', 'series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6',
] as const;

/** Colours for canvases: the editor theme's, through the custom properties `--fl-…` of the style sheet. */
export type Theme = Readonly<Record<(typeof names)[number] | 'font' | 'monoFont', string>>;

const read = new WeakMap<Element, { readonly theme: Theme; readonly count: number }>();

/** `count`: of the themes until now. */
export function readTheme(root: Element, count: number): Theme {
  let known = read.get(root);
  if (known?.count !== count) read.set(root, known = { theme: themeOf(root), count });
  return known.theme;
}

function themeOf(root: Element): Theme {
  const style = getComputedStyle(root);
  const colours = Object.fromEntries(names.map(name => [name, style.getPropertyValue(`--fl-${name}`).trim() || '#888']));
  return { ...colours, font: `11px ${style.fontFamily}`, monoFont: `11px ${style.getPropertyValue('--fl-mono').trim()}` } as Theme;
}

/** Colours of tracks that are told apart. */
export const seriesColours = (theme: Theme): readonly string[] => [theme['series-1'], theme['series-2'], theme['series-3'], theme['series-4'], theme['series-5'], theme['series-6']];

/** VS Code marks a change of theme on the body's classes and the root's style. */
export function watchTheme(store: Store): void {
  const changed = (): void => { store.theme.value++; };
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
}
