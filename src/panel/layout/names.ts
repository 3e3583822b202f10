const collator = new Intl.Collator('en', { numeric: true });

/** Names in their order, numbers in them by their value: `n2` before `n10`. */
export const byName = (a: string, b: string): number => collator.compare(a, b);
