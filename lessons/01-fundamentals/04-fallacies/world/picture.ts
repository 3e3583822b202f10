import type { Fact, Fault, GridPicture, Heard, World } from 'faultlab/author';
import type { Item } from '../contract';
import { IN_BASKET, isPromo, itemOf, PROMO, ROUND_TRIP_MS } from './goods.ts';

/** As it ended. */
interface Basket {
  readonly number: number;
  readonly ids: readonly string[];
  readonly tookMs: number;
  readonly heard: Heard;
}

/** A bet that was put to the test: whether it was lost, and what tells. */
type Tile = readonly [lost: boolean, words: string];

/** More than that is a bet lost: round trips, times the bytes that are needed, calls. */
const FAIR = { roundTrips: 4, bytes: 3, calls: 4 };
const BETS = ['1 reliable', '2 latency', '3 bandwidth', '4 secure', '5 topology', '6 administrator', '7 calls', '8 homogeneous'] as const;

/** For each basket a dot, what it cost, and eight tiles, one for each bet that was put to the test. */
export class BasketPictures {
  private readonly world: World;
  private readonly grid: GridPicture;
  private readonly neededBytes: number;

  /** `neededBytes`: for what the page shows of a basket. */
  constructor(world: World, pictures: NonNullable<World['pictures']>, neededBytes: number) {
    this.world = world;
    this.neededBytes = neededBytes;
    this.grid = pictures.grid('Eight bets', { column: 'basket' });
    for (const bet of BETS) this.grid.label(bet, '', 'not put to the test');
  }

  ended(basket: Basket): void {
    const own = this.world.history.facts.filter(({ data }) => data['request'] === basket.number);
    const bytes = own.reduce((sum, { type, data }) => (type === 'sent' ? sum + (data['bytes'] as number) : sum), 0);
    const calls = own.filter(({ type }) => type === 'arrived').length;
    this.drawCost(calls, bytes);
    const cost: readonly (Tile | undefined)[] = [
      [basket.tookMs > FAIR.roundTrips * ROUND_TRIP_MS, `${Math.round(basket.tookMs)} ms`],
      [bytes > FAIR.bytes * this.neededBytes, `${Math.round(bytes / 1_000)} kB`],
      [calls > FAIR.calls, `×${calls}`],
    ];
    const [reliable, secure, topology, administrator, homogeneous] = this.content(basket, own);
    [reliable, cost[0], cost[1], secure, topology, administrator, cost[2], homogeneous].forEach((tile, bet) => {
      if (!tile) return;
      this.grid.cell(BETS[bet]!, basket.number, tile[1], tile[0] ? 'lost' : 'kept');
      this.grid.label(BETS[bet]!, '');
    });
  }

  /** What of the basket arrived, where a fault or another server has put that to the test. */
  private content({ ids, heard: { outcome, output } }: Basket, own: readonly Fact[]): readonly (Tile | undefined)[] {
    const items = outcome === 'ok' && Array.isArray(output) ? (output as (Item | null)[]).filter(item => item !== null) : [];
    const arrived = new Set(items.map(({ id }) => id));
    const missing = ids.filter(id => !arrived.has(id)).length;
    const all: Tile = [missing > 0, missing > 0 ? `−${missing}` : 'all'];
    const foreign = items.filter(isPromo).length;
    const changed = items.filter(item => !isPromo(item) && item.priceCents !== undefined && item.priceCents !== itemOf(item.id)?.priceCents).length;
    const refusals = own.filter(({ type, data }) => type === 'refused' && data['status'] === 413).length;
    const struck = (of: (fault: Fault) => boolean): boolean => this.world.faults.strikes.some(({ fault }) => of(fault));
    return [
      struck(fault => fault.kind === 'lose' && !isSwallowing(fault)) ? all : undefined,
      struck(({ kind }) => kind === 'tamper') ? [changed > 0, changed > 0 ? 'changed' : 'true'] : undefined,
      own.some(({ type, node }) => type === 'arrived' && node === PROMO) ? (foreign > 0 ? [true, 'promo'] : all) : undefined,
      refusals > 0 ? [missing > 0, `413 ×${refusals}`] : undefined,
      struck(isSwallowing) ? all : undefined,
    ];
  }

  private drawCost(calls: number, bytes: number): void {
    const plane = this.world.pictures!.plane('Cost of a basket', { label: 'calls', unit: '', log: true }, { label: 'bytes sent', unit: 'kB', log: true }, 'dots');
    if (plane.track.curves.length === 0) plane.curve('what the page shows', [[1, this.neededBytes / 1_000], [2 * IN_BASKET, this.neededBytes / 1_000]]);
    plane.point(calls, bytes / 1_000);
  }
}

const isSwallowing = (fault: Fault): boolean => fault.kind === 'lose' && (fault['filter'] as { aboveBytes?: number } | undefined)?.aboveBytes !== undefined;
