// scenario: calm
// message: got none

/** Waits for the perfect answer. */
export async function read(): Promise<never> {
  return new Promise(() => {});
}
