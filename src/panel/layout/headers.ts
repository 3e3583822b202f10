import type { HeaderLine } from '../../lab/recording.ts';

/** A piece of a header's value, and how it stands to what had arrived. */
export interface HeaderPart {
  readonly text: string;
  readonly change: 'same' | 'new' | 'gone';
}

/** One header as it was sent on. */
export interface HeaderChange {
  /** In lower case: names are the same in any case. */
  readonly name: string;
  readonly parts: readonly HeaderPart[];
  /** What stands between parts. */
  readonly separator: string;
}

/**
 * What was sent, held against what had arrived, by name; a name in several lines is one list. Values of fields between
 * dashes are compared field by field, lists entry by entry.
 */
export function headerChanges(arrived: readonly HeaderLine[], sent: readonly HeaderLine[]): readonly HeaderChange[] {
  const [before, after] = [valuesByName(arrived), valuesByName(sent)];
  return [...new Set([...before.keys(), ...after.keys()])].map(name => {
    const [old, now] = [before.get(name), after.get(name)];
    const fields = isFields(old ?? now!) && isFields(now ?? old!);
    return { name, separator: fields ? '-' : ', ', parts: fields ? comparedFields(old, now) : comparedEntries(old, now) };
  });
}

function valuesByName(headers: readonly HeaderLine[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of headers) values.set(name.toLowerCase(), values.has(name.toLowerCase()) ? `${values.get(name.toLowerCase())},${value}` : value);
  return values;
}

const isFields = (value: string): boolean => value.includes('-') && !/[,=\s]/.test(value);
const entriesOf = (value: string | undefined): readonly string[] => (value ?? '').split(',').map(entry => entry.trim()).filter(entry => entry !== '');

function comparedFields(old: string | undefined, now: string | undefined): readonly HeaderPart[] {
  const before = old?.split('-');
  if (now === undefined) return before!.map(text => ({ text, change: 'gone' }));
  return now.split('-').map((text, index) => ({ text, change: before?.[index] === text ? 'same' : 'new' }));
}

/** Entries that are gone stand where they were. */
function comparedEntries(old: string | undefined, now: string | undefined): readonly HeaderPart[] {
  const [before, after] = [entriesOf(old), entriesOf(now)];
  const parts: HeaderPart[] = after.map(text => ({ text, change: before.includes(text) ? 'same' : 'new' }));
  before.forEach((text, index) => {
    if (!after.includes(text)) parts.splice(Math.min(parts.length, index + parts.filter(({ change }) => change === 'new').length), 0, { text, change: 'gone' });
  });
  return parts;
}
