import { percent } from '../../../check/finding.ts';
import type { Fault, FaultKind, World } from '../../../sim/index.ts';
import type { Fleet } from './fleet.ts';
import type { Instance } from './instance.ts';

/** An instance, or each of a service, needs so many times as long for its own work. */
export type FleetSlowFault = Fault & { readonly where: string; readonly factor: number };
/** A process ends. */
export type FleetCrashFault = Fault & { readonly where: string };
/** Users come so many times as often. */
export type FleetDemandFault = Fault & { readonly factor: number };
/** A replica applies so small a part of what it usually could. */
export type FleetLagFault = Fault & { readonly where: string; readonly share: number };
/** A new version of a service goes out. */
export type FleetDeployFault = Fault & { readonly where: string };

const times = (factor: number): string => `${Math.round(factor * 10) / 10}`;

/** Adds the faults of fleets to those that a world knows. All of the fleets suffer each: more than one to see what would have become of one that nobody touches. */
export function defineFleetFaults(world: World, fleets: readonly Fleet[]): void {
  const define = <F extends Fault>(kind: string, { start, end, sentence }: { start(fleet: Fleet, fault: F): void; end?(fleet: Fleet, fault: F): void; sentence(fault: F): string }): void => {
    const each = (what: ((fleet: Fleet, fault: F) => void) | undefined) => (_world: World, fault: F): void => {
      for (const fleet of fleets) {
        fleet.catchUp();
        what?.(fleet, fault);
      }
    };
    const carriedOutBy: FaultKind<F> = { start: each(start), end: each(end), sentence };
    world.faults.define(kind, carriedOutBy as unknown as FaultKind);
  };
  define<FleetSlowFault>('fleet-slow', {
    start: (fleet, { where, factor }) => { for (const instance of instancesAt(fleet, where)) instance.slower *= factor; },
    end: (fleet, { where, factor }) => { for (const instance of instancesAt(fleet, where)) instance.slower /= factor; },
    sentence: ({ where, factor }) => `${where} works ${times(factor)} times as long on everything`,
  });
  define<FleetCrashFault>('fleet-crash', {
    start: (fleet, { where }) => { for (const instance of instancesAt(fleet, where)) fleet.crash(instance); },
    sentence: ({ where }) => `${where} crashes`,
  });
  define('fleet-cut', {
    start: fleet => { fleet.isCut = true; },
    end: fleet => { fleet.isCut = false; },
    sentence: () => 'Nothing passes between the zones',
  });
  define<FleetDemandFault>('fleet-demand', {
    start: (fleet, { factor }) => { fleet.factor *= factor; },
    end: (fleet, { factor }) => { fleet.factor /= factor; },
    sentence: ({ factor }) => `Users come ${times(factor)} times as often`,
  });
  define<FleetLagFault>('fleet-lag', {
    start: ({ store }, { where, share }) => { store.find(where)!.applies *= share; },
    end: ({ store }, { where, share }) => { store.find(where)!.applies /= share; },
    sentence: ({ where, share }) => `${where} applies ${percent(share)} of what it could`,
  });
  define<FleetDeployFault>('fleet-deploy', {
    start: (fleet, { where }) => fleet.deploy(where),
    sentence: ({ where }) => `A new version of ${where} goes out`,
  });
}

/** An instance, or all of a service. */
function instancesAt(fleet: Fleet, where: string): readonly Instance[] {
  const instance = fleet.find(where);
  return instance ? [instance] : fleet.instancesOf(where);
}
