interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly text: string;
}

/** Edits of one text, in any order, and the way back from the edited text. Edits at one place apply in the order given. */
export class EditList {
  private readonly edits: Edit[] = [];

  insert(at: number, text: string): void {
    this.edits.push({ at, removed: 0, text });
  }

  /** The replacement must not contain more line breaks than what it replaces. */
  replace(from: number, to: number, text: string): void {
    this.edits.push({ at: from, removed: to - from, text });
  }

  apply(text: string): EditedText {
    const ordered = this.edits.map((edit, order) => ({ edit, order })).sort((a, b) => a.edit.at - b.edit.at || a.order - b.order);
    const parts: string[] = [];
    /** Pairs: where a stretch begins in the edited text, and where it came from. */
    const edited: number[] = [0];
    const source: number[] = [0];
    let length = 0;
    let done = 0;
    for (const { edit } of ordered) {
      parts.push(text.slice(done, edit.at), edit.text);
      length += edit.at - done;
      edited.push(length);
      source.push(edit.at);
      length += edit.text.length;
      done = edit.at + edit.removed;
      edited.push(length);
      source.push(done);
    }
    parts.push(text.slice(done));
    return new EditedText(parts.join(''), edited, source);
  }
}

export class EditedText {
  readonly text: string;
  private readonly edited: readonly number[];
  private readonly source: readonly number[];

  constructor(text: string, edited: readonly number[], source: readonly number[]) {
    this.text = text;
    this.edited = edited;
    this.source = source;
  }

  /** Offset in the text before the edits; within inserted text, the place of insertion. */
  sourceOffset(offset: number): number {
    let low = 0;
    let high = this.edited.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.edited[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const next = this.source[low + 1];
    const offsetThere = this.source[low]! + offset - this.edited[low]!;
    return next === undefined ? offsetThere : Math.min(offsetThere, next);
  }
}
