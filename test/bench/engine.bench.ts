import { fiveNodes } from './fiveNodes.ts';
import { mm1, mm1InSimjs } from './mm1.ts';
import { perSecond, type Row } from './rows.ts';

const CUSTOMERS = 20_000;
const EVENTS = 2_000;

export function rows(): Row[] {
  let seed = 0;
  const runs = (mode: 'explore' | 'record') => perSecond(() => {
    const world = fiveNodes(++seed, mode);
    while (world.events < EVENTS && world.step());
  });
  const explored = runs('explore');
  const recorded = runs('record');
  const ours = perSecond(() => { mm1(++seed, CUSTOMERS); }) * CUSTOMERS;
  const simjs = perSecond(() => { mm1InSimjs(++seed, CUSTOMERS); }) * CUSTOMERS;
  return [
    { name: 'M/M/1 with statistics', figure: ours, unit: 'customers/s', ratio: ours / simjs, goal: '≥ 4× simjs' },
    { name: 'M/M/1 with statistics, simjs', figure: simjs, unit: 'customers/s' },
    { name: 'five nodes, 2,000 events, deep copy', figure: explored, unit: 'runs/s', goal: '≥ 1,000' },
    { name: 'five nodes, 2,000 events, recorded', figure: recorded, unit: 'runs/s' },
  ];
}
