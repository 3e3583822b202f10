import { demand, heavy, incident, lesson, measure, scenario } from 'faultlab/author';
import { groundless, harmed, judged, quietJudged, smallRadius, soundBlamed, stoppedInIncident, stoppedWhenSpreading, weakNamed } from './checks.ts';
import { MOST_HARMED, team, type Team } from './world.ts';

const MINUTE_MS = 60_000;
const usual: Team = { claims: 8, windowMs: 10 * MINUTE_MS };

const always = [demand('at most 10 % of the users', smallRadius)];
const careful = [
  measure('sound claims called broken', soundBlamed, 'claims').atMost(0),
  measure('claims said to hold without evidence', groundless, 'claims').atMost(0),
  measure('users harmed', harmed, 'users').atMost(MOST_HARMED),
];
const found = measure('weak claims called broken', weakNamed).atLeast(1);

export default lesson({
  handlers: { experiment: { kind: 'function' } },
  picture: 'Experiments',
  scenarios: [
    scenario('two-weak', {
      visible: true, label: 'Two weak of eight', symptom: 'Everybody is sure that the page can do without any of them.', panel: heavy,
      world: stage => team(stage, { ...usual, weak: 2 }),
      always, measure: [found, ...careful],
    }),
    scenario('sound', {
      visible: true, symptom: 'Nothing is wrong, and that has to be said as well.', panel: heavy,
      world: stage => team(stage, usual),
      always, measure: [...careful, measure('claims with a clear verdict', judged, 'claims').atLeast(6)],
    }),
    scenario('bad-day', {
      symptom: 'Support asks whether the experiment has anything to do with it.', panel: heavy,
      world: stage => team(stage, usual),
      faults: f => [incident(f, 0.05, f.between(60_000, 200_000), 60_000)],
      always, measure: [...careful, measure('injection during the incident', stoppedInIncident, 's').atMost(10)],
    }),
    scenario('it-spreads', {
      symptom: 'The experiment was for ten in a hundred, the outage was for all.', panel: heavy,
      world: stage => team(stage, { ...usual, spreads: true }),
      always, measure: [measure('injection while others degrade', stoppedWhenSpreading, 's').atMost(10), found, ...careful],
    }),
    scenario('quiet-edge', {
      symptom: 'It was verified every quarter, and failed when it was needed.', panel: heavy,
      world: stage => team(stage, { ...usual, quiet: true }),
      always, measure: [measure('quiet claims with a verdict', quietJudged, 'claims').atMost(0), ...careful, measure('claims with a clear verdict', judged, 'claims').atLeast(5)],
    }),
    scenario('short-window', {
      symptom: 'There was no time for what turned out to matter.', panel: heavy,
      world: stage => team(stage, { claims: 12, windowMs: 4 * MINUTE_MS, weak: 2, changed: 3 }),
      always, measure: [found, ...careful],
    }),
  ],
});
