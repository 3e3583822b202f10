// scenario: steady
// message: somebody was left standing

/** Takes everything and does nothing. */
export class Intake {
  handle(): Promise<never> {
    return new Promise(() => {});
  }
}
