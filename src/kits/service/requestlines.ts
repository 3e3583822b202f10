import type { World } from '../../sim/index.ts';
import type { Tone } from '../../sim/pictures/timeline.ts';

/** A stretch of time that a server spends on a request, or that the request waits there. */
export interface Stretch {
  readonly request: number;
  readonly where: string;
  readonly what: 'waits' | 'works';
  readonly fromUs: number;
  /** Row of its arrival. */
  readonly row: number;
}

/** Draws for every request of a user who waits and works for it, until when, and what of it is for nobody: the timeline `Requests`. */
export class RequestLines {
  private readonly world: World;
  private readonly noun: string;
  /** When users stopped waiting, answered or not. */
  private readonly endedUs = new Map<number, number>();

  constructor(world: World, noun: string) {
    this.world = world;
    this.noun = noun;
  }

  /** The user of a request has been answered, or has left. */
  ended(request: number, asked: string, fromUs: number, answered: boolean, row: number): void {
    this.endedUs.set(request, this.world.nowUs);
    this.bar(request, 'user', answered ? `${asked}, answered` : `${asked}, left without an answer`, answered ? 'good' : 'bad', fromUs, this.world.nowUs, row);
  }

  /** A stretch is over. What of it comes after the end of the user's wait is drawn as wrong. */
  over({ request, where, what, fromUs, row }: Stretch): void {
    const toUs = this.world.nowUs;
    const leftUs = Math.min(toUs, Math.max(fromUs, this.endedUs.get(request) ?? toUs));
    if (leftUs > fromUs) this.bar(request, where, what, what === 'waits' ? 'waiting' : 'neutral', fromUs, leftUs, row);
    if (leftUs < toUs) this.bar(request, where, `${what} for nobody`, 'bad', leftUs, toUs, row);
  }

  private bar(request: number, lane: string, text: string, tone: Tone, fromUs: number, toUs: number, row: number): void {
    this.world.pictures?.timeline('Requests').bar({ group: `${this.noun} ${request}`, lane, text, tone, fromUs, toUs, row });
  }
}
