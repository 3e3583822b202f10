import type { World } from '../../../sim/index.ts';
import type { Fleet } from '../../service/fleet/fleet.ts';
import type { Route } from '../../service/fleet/route.ts';

/** What users get of a fleet in one second. */
export interface Lived {
  readonly asked: number;
  readonly answered: number;
  readonly oldestMs: number;
  readonly leaders: number;
}

/**
 * What becomes of users, second by second, as it is and not as somebody measures it. Series: `Operations/asked` and `/answered`,
 * `What users read/age`, `Leaders/claim it`, and `Attempts for each call/<edge>` where callers try again.
 */
export class DutyMeters {
  readonly fleet: Fleet;
  readonly lived: Lived[] = [];
  private readonly before = { asked: 0, answered: 0 };
  private readonly edges: readonly { readonly name: string; readonly routes: readonly Route[] }[];

  constructor(fleet: Fleet) {
    this.fleet = fleet;
    const again = fleet.routes.filter(({ call }) => call.retries > 0);
    this.edges = [...new Map(again.map(({ from, call: { to } }) => [`Attempts for each call/${from}>${to}`, fleet.routesOf(from, to)]))].map(([name, routes]) => ({ name, routes }));
  }

  /** Call at the end of each second. */
  read(history: World['history']): void {
    const { asked, answered, oldestMs, leaders } = this.live();
    history.sample('Operations/asked', '/s', asked);
    history.sample('Operations/answered', '/s', answered);
    history.sample('What users read/age', 's', oldestMs / 1_000);
    history.sample('Leaders/claim it', '', leaders);
    for (const { name, routes } of this.edges) {
      let attempts = 0;
      let first = 0;
      for (const route of routes) {
        attempts += route.attempts;
        first += route.firstAttempts;
      }
      history.sample(name, '', first > 0 ? attempts / first : 1);
    }
  }

  /** As `read`, of a fleet that nobody touches: for comparison, in recordings. */
  readUntouched(history: World['history']): void {
    history.sample('Operations/answered without runbooks', '/s', this.live().answered);
  }

  private live(): Lived {
    const { fleet, before, lived } = this;
    const { asked, answered } = fleet.counted;
    const now = { asked: asked - before.asked, answered: answered - before.answered, oldestMs: fleet.oldestMs(), leaders: fleet.store.leaders };
    before.asked = asked;
    before.answered = answered;
    lived.push(now);
    return now;
  }
}
