/** In a page: the extension's runner, on the files that the page's server serves. */
import { workerRunner } from '../../../src/runner/web/workerhost.ts';

async function read(path: string): Promise<Uint8Array> {
  const response = await fetch(`/faultlab/dist/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

const runner = workerRunner(read);

/** The hash of a recorded run of a program. */
async function traceHash(lesson: string, program: string, scenario: string, seed: number): Promise<string> {
  const source = { file: 'solution.ts', entry: 'solution.ts', files: { 'solution.ts': program } };
  const outcome = await runner.record({ lesson, source, scenario, seed });
  return outcome.kind === 'recording' ? outcome.recording.traceHash : JSON.stringify(outcome);
}

Object.assign(globalThis, { traceHash });
