import { percent } from '../../../check/finding.ts';
import { Refused } from '../../errors.ts';
import type { Flow } from '../../service/flow/flow.ts';
import type { Action } from '../console/plant.ts';
import type { FlowActions } from './api.ts';

const TAKES_MS: Readonly<Record<keyof FlowActions, number>> = { setRetries: 15_000, throttle: 5_000, shed: 5_000, rollback: 45_000, scale: 90_000, restart: 30_000, failoverDb: 40_000 };

type Actions = Readonly<Record<keyof FlowActions, Action>>;

/** What can be done to a flow. `harm` is told of what nobody can undo. */
export function flowActions(flow: Flow, database: string, harm: (why: string) => void): Actions {
  const service = (id: unknown): void => {
    if (typeof id !== 'string' || !flow.stations.has(id)) throw new Refused('NoSuchService', `there is no service ${String(id)}; there are ${[...flow.stations.keys()].join(', ')}`);
  };
  const within = (value: unknown, low: number, high: number, whole = false): void => {
    if (typeof value !== 'number' || !(value >= low && value <= high) || (whole && !Number.isInteger(value))) throw new Refused('BadNumber', `${String(value)} is no ${whole ? 'whole ' : ''}number from ${low} to ${high}`);
  };
  const action = (name: keyof FlowActions, parts: Omit<Action, 'takesMs'>): Action => ({
    takesMs: TAKES_MS[name],
    check: parts.check,
    begin: (...args) => {
      flow.catchUp();
      parts.begin?.(...args);
    },
    finish: (...args) => {
      flow.catchUp();
      return parts.finish(...args);
    },
  });
  const down = (id: string): void => { flow.station(id).down = true; };
  const up = (id: string): void => {
    const station = flow.station(id);
    station.empty();
    station.down = false;
  };
  return {
    setRetries: action('setRetries', {
      check: (layer, retries) => {
        if (flow.edgesOf(String(layer)).length === 0) throw new Refused('NoSuchLayer', `${String(layer)} calls nobody`);
        within(retries, 0, 100, true);
      },
      finish: (layer, retries) => {
        for (const edge of flow.edgesOf(layer as string)) edge.retries = retries as number;
        return `${String(layer)} makes at most ${String(retries)} retries`;
      },
    }),
    throttle: action('throttle', {
      check: (client, share) => {
        if (client !== 'all' && !flow.users.has(String(client))) throw new Refused('NoSuchClient', `there are no users ${String(client)}; there are ${[...flow.users.keys()].join(', ')}`);
        if (share !== 'off') within(share, 0, 10);
      },
      finish: (client, share) => {
        for (const [id, users] of flow.users) if (client === 'all' || client === id) users.limit = share === 'off' ? Infinity : share as number;
        return share === 'off' ? `the limit of ${String(client)} is off` : `${String(client)}: at most ${percent(share as number)} of the usual rate`;
      },
    }),
    shed: action('shed', {
      check: (id, share) => {
        service(id);
        within(share, 0, 1);
      },
      finish: (id, share) => {
        flow.station(id as string).shed = share as number;
        return `${String(id)} refuses ${percent(share as number)}`;
      },
    }),
    rollback: action('rollback', {
      check: service,
      finish: id => (flow.rollBack(id as string) ? `${String(id)} runs the version before its last release` : `${String(id)} has no release to go back from`),
    }),
    scale: action('scale', {
      check: (id, instances) => {
        service(id);
        const { spec } = flow.station(id as string);
        within(instances, 1, spec.maxInstances ?? spec.instances, true);
      },
      finish: (id, instances) => {
        const station = flow.station(id as string);
        if (station.spec.cache) station.warmth *= Math.min(1, station.instances / (instances as number));
        station.instances = instances as number;
        return `${String(id)} has ${String(instances)} instances`;
      },
    }),
    restart: action('restart', {
      check: service,
      begin: id => down(id as string),
      finish: id => {
        up(id as string);
        return `${String(id)} is up again`;
      },
    }),
    failoverDb: action('failoverDb', {
      check: () => {},
      begin: () => {
        if (!flow.station(database).down) harm(`${database} was alive when the standby took its place: what it had acknowledged in the last moments is lost`);
        down(database);
      },
      finish: () => {
        up(database);
        return `the standby is ${database} now`;
      },
    }),
  };
}
