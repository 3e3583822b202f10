import { demand, lesson, light, measure, scenario } from 'faultlab/author';
import { answered, oneBearer, rightlyRefused } from './checks';
import { DOOR, evening } from './world';

const final = [demand('one bearer a ticket', oneBearer), demand('nobody is refused without a reason', rightlyRefused)];
const judged = { final, measure: [measure('visitors answered', answered).atLeast(0.95)], panel: light };

export default lesson({
  handlers: { Door: { kind: 'class', methods: ['onRequest'] } },
  scenarios: [
    scenario('calm', { visible: true, symptom: 'Nobody gets in.', world: evening({ afterMs: [200, 2_000] }), ...judged }),
    scenario('one-crash', {
      visible: true, symptom: 'Two people want the same seat.', world: evening({ afterMs: [200, 2_000] }), ...judged,
      faults: f => [f.crash(DOOR, f.between(2_000, 8_000), { lastsMs: f.between(300, 900) })],
    }),
    scenario('crash-while-answering', {
      symptom: 'A guest with a ticket of her own is turned away.', world: evening({ afterMs: [200, 2_000] }), ...judged,
      faults: f => [1, 2, 3].map(time => f.crash(DOOR, f.whenDisk('sync', DOOR, 5 * time + f.integer(0, 3), f.between(0, 6)), { lastsMs: f.between(200, 500) })),
    }),
    scenario('side-by-side', { symptom: 'Two people hold the same ticket, and both were let in.', world: evening({ afterMs: [0, 8] }), ...judged }),
  ],
});
