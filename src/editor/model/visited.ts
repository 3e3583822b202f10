/** What was shown one after the other, as a browser keeps it: to go back, and forward again until something else is shown. */
export class Visited {
  private readonly shown: string[] = [];
  private at = -1;

  get current(): string | undefined {
    return this.shown[this.at];
  }

  get canGoBack(): boolean {
    return this.at > 0;
  }

  get canGoForward(): boolean {
    return this.at < this.shown.length - 1;
  }

  /** Does nothing if this is what is shown. */
  visit(id: string): void {
    if (id === this.current) return;
    this.shown.splice(++this.at, Infinity, id);
  }

  /** The one before or after, if there is one, which is shown now. */
  go(by: -1 | 1): string | undefined {
    if (by < 0 ? !this.canGoBack : !this.canGoForward) return undefined;
    this.at += by;
    return this.current;
  }
}
