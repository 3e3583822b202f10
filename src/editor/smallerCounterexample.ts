import type { ScenarioVerdict } from '../lab/verdict.ts';
import type { LabHost } from './labHost.ts';
import { withSmallerStory } from './model/failure.ts';
import type { LessonRun, Runs } from './runs.ts';

/** How long one story may be made smaller in the background. */
const PATIENCE_MS = 60_000;

/**
 * When a run has ended and less than it tells may be enough for a failure, its story is made as small as it can be. Nobody waits
 * for that: what was found is shown meanwhile. The lesson's next run ends it.
 */
export class SmallerCounterexamples {
  private readonly lab: Pick<LabHost, 'run'>;
  private readonly tell: (run: LessonRun, verdict: ScenarioVerdict) => Promise<void>;
  private readonly active = new Map<string, AbortController>();
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(lab: Pick<LabHost, 'run'>, runs: Pick<Runs, 'onDidStart' | 'onDidEnd'>, results: { retell(run: LessonRun, verdict: ScenarioVerdict): Promise<void> }) {
    this.lab = lab;
    this.tell = (run, verdict) => results.retell(run, verdict);
    this.subscriptions = [
      runs.onDidStart(({ lesson }) => this.active.get(lesson.id)?.abort()),
      runs.onDidEnd(({ run, end }) => {
        if (end.kind === 'done' && run.origin !== 'debug') void this.look(run);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const cancel of this.active.values()) cancel.abort();
  }

  private async look(run: LessonRun): Promise<void> {
    const cancel = new AbortController();
    this.active.set(run.lesson.id, cancel);
    for (const verdict of run.verdicts) {
      const smaller = cancel.signal.aborted ? undefined : await this.smaller(run, verdict, cancel.signal);
      if (smaller !== undefined && !cancel.signal.aborted) await this.tell(run, smaller);
    }
    if (this.active.get(run.lesson.id) === cancel) this.active.delete(run.lesson.id);
  }

  private async smaller({ lesson, source }: LessonRun, verdict: ScenarioVerdict, signal: AbortSignal): Promise<ScenarioVerdict | undefined> {
    const { id, first } = verdict;
    if (first?.faults === undefined || first.shrunk?.minimal !== false) return undefined;
    const task = { lesson: lesson.id, source, scenarios: [id], seeds: [first.seed], plan: first.faults, thorough: true };
    // What was found stays, whatever becomes of this.
    const outcome = await this.lab.run(task, { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) }).catch(() => undefined);
    return outcome?.kind === 'done' ? withSmallerStory(verdict, outcome.scenarios[0]?.first) : undefined;
  }
}
