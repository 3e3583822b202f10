/** Prints, as JSON, what the panel of each scenario takes with the lesson's solution; bundled. */
import { closeChannel, lessonRuns } from '../workbench/engines/lessonHashes.ts';

/** `<lesson> <scenario>` → the most events of a golden run × the seeds of the scenario's panel. */
async function panelEvents(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for await (const { lesson, scenario, runs } of lessonRuns()) found[`${lesson} ${scenario.id}`] = Math.max(...runs.map(({ events }) => events)) * scenario.seeds;
  return found;
}

void panelEvents().then(events => {
  closeChannel();
  console.log(JSON.stringify(events));
});
