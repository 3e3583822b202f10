import { demand, lesson, light, measure, scenario } from 'faultlab/author';
import { kept, served } from './checks.ts';
import { BOOK, hall } from './world.ts';

const final = [demand('a signed name is never lost', kept)];

export default lesson({
  handlers: { GuestBook: { kind: 'class', methods: ['onRequest'] } },
  scenarios: [
    scenario('calm', {
      visible: true, symptom: 'Nobody can sign.', panel: light,
      world: hall,
      final, measure: [measure('served', served).atLeast(0.95)],
    }),
    scenario('one-crash', {
      visible: true, symptom: 'Names are missing.', panel: light,
      world: hall,
      faults: f => [f.crash(BOOK, f.between(2_000, 8_000), { lastsMs: f.between(1_000, 2_000) })],
      final, measure: [measure('served', served).atLeast(0.5)],
    }),
    scenario('many-crashes', {
      symptom: 'Some of the last names are missing.', panel: light,
      world: hall,
      faults: f => [1_000, 4_000, 7_000].map(fromMs => f.crash(BOOK, f.between(fromMs, fromMs + 2_000), { lastsMs: f.between(200, 600) })),
      final, measure: [measure('served', served).atLeast(0.5)],
    }),
  ],
});
