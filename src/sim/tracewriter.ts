import { grown } from './grown.ts';
import { jsonOf } from './json.ts';
import type { SourcePosition, Trace, TracedPosition, TraceKindCode, TraceNode } from './trace.ts';

const NONE = -1;

/** Collects the rows of one recorded run. */
export class TraceWriter {
  length = 0;
  private capacity = 1024;
  private timeUs = new Float64Array(1024);
  private kind = new Uint8Array(1024);
  private node = new Int16Array(1024);
  private peer = new Int16Array(1024);
  private ref = new Int32Array(1024);
  private cause = new Int32Array(1024);
  private label = new Int32Array(1024);
  private data = new Int32Array(1024);
  private source = new Int32Array(1024);
  private readonly strings: string[] = [];
  private readonly stringIndex = new Map<string, number>();
  private readonly sources: TracedPosition[] = [];
  private readonly sourceIndex = new Map<string, number>();

  /** Where the learner's program is right now, innermost first; set by whoever runs it. */
  here: () => readonly SourcePosition[] = () => [];

  row(timeUs: number, kind: TraceKindCode, node: number, peer: number, ref: number, cause: number): number {
    if (this.length === this.capacity) this.grow();
    const row = this.length++;
    this.timeUs[row] = timeUs;
    this.kind[row] = kind;
    this.node[row] = node;
    this.peer[row] = peer;
    this.ref[row] = ref;
    this.cause[row] = cause;
    this.label[row] = NONE;
    this.data[row] = NONE;
    this.source[row] = NONE;
    return row;
  }

  describe(row: number, label: string | undefined, data?: unknown): void {
    if (label !== undefined) this.label[row] = this.intern(label);
    if (data !== undefined) this.data[row] = this.intern(jsonOf(data));
  }

  /** Notes the learner's line that causes this row, and how it was called. */
  locate(row: number): void {
    const places = this.here();
    let place = NONE;
    for (let i = places.length - 1; i >= 0; i--) place = this.placeOf(places[i]!, place);
    this.source[row] = place;
  }

  private placeOf(position: SourcePosition, calledFrom: number): number {
    const key = `${position.file}:${position.line}:${position.column} ${calledFrom}`;
    let index = this.sourceIndex.get(key);
    if (index === undefined) {
      index = this.sources.push(calledFrom === NONE ? position : { ...position, calledFrom }) - 1;
      this.sourceIndex.set(key, index);
    }
    return index;
  }

  finish(nodes: readonly TraceNode[]): Trace {
    const n = this.length;
    return {
      length: n,
      timeUs: this.timeUs.slice(0, n), kind: this.kind.slice(0, n), node: this.node.slice(0, n), peer: this.peer.slice(0, n),
      ref: this.ref.slice(0, n), cause: this.cause.slice(0, n), label: this.label.slice(0, n), data: this.data.slice(0, n),
      source: this.source.slice(0, n), strings: this.strings, sources: this.sources, nodes,
    };
  }

  private intern(text: string): number {
    let index = this.stringIndex.get(text);
    if (index === undefined) {
      index = this.strings.push(text) - 1;
      this.stringIndex.set(text, index);
    }
    return index;
  }

  private grow(): void {
    this.capacity *= 2;
    this.timeUs = grown(this.timeUs, new Float64Array(this.capacity));
    this.kind = grown(this.kind, new Uint8Array(this.capacity));
    this.node = grown(this.node, new Int16Array(this.capacity));
    this.peer = grown(this.peer, new Int16Array(this.capacity));
    this.ref = grown(this.ref, new Int32Array(this.capacity));
    this.cause = grown(this.cause, new Int32Array(this.capacity));
    this.label = grown(this.label, new Int32Array(this.capacity));
    this.data = grown(this.data, new Int32Array(this.capacity));
    this.source = grown(this.source, new Int32Array(this.capacity));
  }
}

/** JSON with the values that JSON lacks made readable; never throws. */
