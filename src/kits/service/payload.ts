import { percent } from '../../check/finding.ts';
import type { Fault, FaultKind, KeyedDraws, World } from '../../sim/index.ts';
import type { Refusal } from './answers.ts';
import type { Server } from './server.ts';
import type { AttemptTag } from './serving.ts';

/** What wires and faults have to know of a server's requests and answers. */
export interface Payload {
  /** Size of an answer on its way, bytes. */
  bytesOf(answer: unknown): number;
  /** How many things a request asks for at once. */
  amountOf?(request: unknown): number;
  /** The answer as somebody on the way has changed it. */
  tampered?(answer: unknown): unknown;
}

/** A server answers no request for more than `most` things at once any more: 413, with `limit`. */
export type CapFault = Fault & { readonly node: string; readonly most: number };

/** A share of a server's answers is changed on the way. */
export type TamperFault = Fault & { readonly node: string; readonly rate: number };

/** What faults do to the payload of a server. */
export class PayloadFaults {
  private readonly caps: CapFault[] = [];
  private readonly tampering: { readonly fault: TamperFault; readonly draws: KeyedDraws }[] = [];

  cap(fault: CapFault): void {
    this.caps.push(fault);
  }

  uncap(fault: CapFault): void {
    this.caps.splice(this.caps.indexOf(fault), 1);
  }

  tamper(fault: TamperFault, draws: KeyedDraws): void {
    this.tampering.push({ fault, draws });
  }

  leaveAlone(fault: TamperFault): void {
    this.tampering.splice(this.tampering.findIndex(each => each.fault === fault), 1);
  }

  /** Undefined: so much may be asked for. */
  tooMuch(amount: number): Refusal | undefined {
    const limit = Math.min(...this.caps.map(({ most }) => most));
    return amount > limit ? { status: 413, code: 'TooLarge', limit } : undefined;
  }

  /** Whether the answer to an attempt is changed. */
  changes({ request, attempt }: Pick<AttemptTag, 'request' | 'attempt'>): boolean {
    return this.tampering.some(({ fault, draws }) => draws.at(request, attempt) < fault.rate);
  }
}

export function definePayloadFaults(world: World, serverOf: (id: string) => Server): void {
  const cap: FaultKind<CapFault> = {
    start: (_world, fault) => serverOf(fault.node).payloadFaults.cap(fault),
    end: (_world, fault) => serverOf(fault.node).payloadFaults.uncap(fault),
    sentence: ({ node, most }) => `${node} refuses requests for more than ${most} at once with 413`,
  };
  const tamper: FaultKind<TamperFault> = {
    start: (_world, fault) => serverOf(fault.node).payloadFaults.tamper(fault, world.keyed(`tampering of ${fault.id}`)),
    end: (_world, fault) => serverOf(fault.node).payloadFaults.leaveAlone(fault),
    sentence: ({ node, rate }) => `${percent(rate)} of the answers of ${node} are changed on the way`,
  };
  for (const [kind, carriedOutBy] of Object.entries({ cap, tamper })) world.faults.define(kind, carriedOutBy as unknown as FaultKind);
}
