import type { Recording } from '../lab/recording.ts';
import type { Trace } from '../sim/trace.ts';

/** The strings of a trace as one: hundreds of thousands of small ones take a page long to receive. */
interface PackedStrings {
  readonly text: string;
  /** Of each string, in UTF-16 units. */
  readonly ends: Int32Array;
}

/** A recording as it travels to the page. */
export type PackedRecording = Omit<Recording, 'trace'> & { readonly trace: Omit<Trace, 'strings'> & { readonly strings: PackedStrings } };

export function packed(recording: Recording): PackedRecording {
  const { strings, ...columns } = recording.trace;
  let end = 0;
  const ends = Int32Array.from(strings, string => (end += string.length));
  return { ...recording, trace: { ...columns, strings: { text: strings.join(''), ends } } };
}

export function unpacked(recording: PackedRecording): Recording {
  const { strings: { text, ends }, ...columns } = recording.trace;
  const strings = Array.from(ends, (end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end));
  return { ...recording, trace: { ...columns, strings } };
}
