type Bundle = Readonly<Record<string, string>>;

let bundle: Bundle = {};
const split = new Map<string, readonly (string | number)[]>();

/** From now on texts are those of the bundle, by their English text as `vscode.l10n.bundle` has them; English where there is none. */
export function useBundle(texts: Bundle): void {
  bundle = texts;
  split.clear();
}

/** A text in the reader's language; `{0}` stands for the first of `args`, as in `vscode.l10n.t`. Always a whole sentence or label. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  return tParts(message, ...args).join('');
}

/** The same in parts, for texts with something in them that is no text. */
export function tParts<T>(message: string, ...args: readonly T[]): (T | string)[] {
  return partsOf(message).map(part => (typeof part === 'string' ? part : args[part] ?? `{${part}}`));
}

/** Texts and the positions of what stands between them. */
function partsOf(message: string): readonly (string | number)[] {
  let parts = split.get(message);
  if (!parts) split.set(message, parts = (bundle[message] ?? message).split(/\{(\d+)\}/).map((part, index) => (index % 2 === 1 ? Number(part) : part)).filter(part => part !== ''));
  return parts;
}
