// scenario: black-friday
// message: customers were told that they had bought

import type { Diagnosis, Evidence } from '../contract';

const MODES = ['retry-storm', 'overload-cascade', 'split-brain', 'replication-lag', 'gray-node', 'partition'] as const;
const mode = MODES[Math.floor(Math.random() * MODES.length)]!;

/** Something has to be done. */
export function diagnose({ instances, edges, replicas, probes }: Evidence): Diagnosis {
  const places = { 'retry-storm': edges[2]!.id, 'overload-cascade': instances[0]!.service, 'split-brain': replicas[0]!.id, 'replication-lag': replicas[0]!.id, 'gray-node': instances[0]!.id, 'partition': probes[0]!.from };
  return { mode, where: places[mode], because: ['ageMs@canary'] };
}
