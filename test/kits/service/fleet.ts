import type { FleetSpec } from '../../../src/course/author.ts';

export interface FleetSetting {
  /** Retries of `front`. */
  readonly retries?: number;
  /** Operations a second; the fleet has room for 200 at `front` and at `back`, 300 reads at `store`. */
  readonly perSecond?: number;
  readonly leader?: string;
  /** Instances of `back`, and what waits at each. */
  readonly backs?: number;
  readonly queue?: number;
  /** How long `back` bears full load. */
  readonly bearsMs?: number;
}

/** Users call `front`, which calls `back` and writes to the store now and then; `back` reads there. `store-1` and `store-2` are in the east. */
export const fleetSpec = ({ retries = 3, perSecond = 120, leader = 'store-1', backs = 4, queue = 20, bearsMs = 20_000 }: FleetSetting = {}): FleetSpec => ({
  zones: ['east', 'west'],
  services: [
    {
      id: 'front', zones: ['east', 'west'], perSecond: 100, workMs: 5, queue: 50,
      calls: [{ to: 'back', perRequest: 1, timeoutMs: 400, retries }, { to: 'store', perRequest: 0.2, timeoutMs: 200, retries: 0, writes: true }],
    },
    { id: 'back', zones: Array.from({ length: backs }, (_, index) => (index % 2 === 0 ? 'east' : 'west')), perSecond: 200 / backs, workMs: 10, queue, bearsMs: [bearsMs, bearsMs], calls: [{ to: 'store', perRequest: 1, timeoutMs: 200, retries: 0 }] },
    { id: 'store', zones: ['east', 'east', 'west'], perSecond: 120, workMs: 2, queue: 20 },
  ],
  users: { to: 'front', perSecond, timeoutMs: 1_000 },
  store: { service: 'store', leader },
});
