/** One thing at a time: the next begins when the one before has been done. */
export class Turns {
  private last: Promise<void> = Promise.resolve();
  private readonly failed: (error: unknown) => void;

  /** `failed`: what is done with an exception. */
  constructor(failed: (error: unknown) => void) {
    this.failed = failed;
  }

  take(handle: () => void | Promise<void>): void {
    this.last = this.last.then(handle).catch(error => this.failed(error));
  }
}
