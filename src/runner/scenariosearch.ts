import { summed, type Exploration, type Space, type StrategyName } from '../lab/explore/exploration.ts';

/** Some seeds of a search, for one child. */
export interface Part {
  readonly index: number;
  readonly seeds: readonly number[];
  /** At most so many runs of each seed. */
  readonly runs?: number;
  /** It ends when it is told to. */
  readonly endless: boolean;
  /** Aborted when nobody needs more of it. */
  readonly enough: AbortController;
  /** So far. */
  madeRuns: number;
}

const FIRST_SIZE = 4;
const MOST_SIZE = 512;
/** Shorter parts are followed by larger ones. */
const SHORT_MS = 400;

/** One strategy in one scenario: hands out parts, and puts together what comes back. */
export class ScenarioSearch {
  readonly scenario: string;
  readonly strategy: StrategyName;
  private readonly lastSeed: number;
  private readonly mostRuns: number | undefined;
  private readonly parts: Part[] = [];
  private readonly explorations = new Map<Part, Exploration>();
  private nextSeed = 1;
  private size = FIRST_SIZE;
  /** The first part that found something, or that has nothing to do. */
  private last: Part | undefined;

  constructor(scenario: string, strategy: StrategyName, budget: { readonly seeds: number } | { readonly seconds: number }) {
    this.scenario = scenario;
    this.strategy = strategy;
    const seeds = 'seeds' in budget ? budget.seeds : Infinity;
    const exhaustive = strategy === 'exhaustive';
    this.lastSeed = exhaustive ? 1 : seeds;
    this.mostRuns = exhaustive && Number.isFinite(seeds) ? seeds : undefined;
  }

  get partsTaken(): number {
    return this.parts.length;
  }

  /** There are parts that nobody has taken yet. */
  get hasMore(): boolean {
    return this.last === undefined && this.nextSeed <= this.lastSeed;
  }

  /** The result may still change. */
  get isOpen(): boolean {
    return this.hasMore || this.parts.some(part => !this.explorations.has(part) && part.index < (this.last?.index ?? Infinity));
  }

  get runs(): number {
    return this.parts.reduce((sum, part) => sum + (this.explorations.get(part)?.runs ?? part.madeRuns), 0);
  }

  take(): Part | undefined {
    if (!this.hasMore) return undefined;
    const count = Math.min(this.size, this.lastSeed - this.nextSeed + 1);
    const seeds = Array.from({ length: count }, (_, index) => this.nextSeed + index);
    this.nextSeed += count;
    const runs = this.mostRuns === undefined ? {} : { runs: this.mostRuns };
    const part: Part = { index: this.parts.length, seeds, ...runs, endless: this.strategy === 'exhaustive' && this.mostRuns === undefined, enough: new AbortController(), madeRuns: 0 };
    this.parts.push(part);
    return part;
  }

  put(part: Part, exploration: Exploration, tookMs: number): void {
    this.explorations.set(part, exploration);
    if (tookMs < SHORT_MS) this.size = Math.min(MOST_SIZE, this.size * 2);
    if ((!exploration.found && exploration.idle === undefined) || part.index > (this.last?.index ?? Infinity)) return;
    this.last = part;
    for (const later of this.parts.slice(part.index + 1)) later.enough.abort();
  }

  /** Of the parts up to the one that found something. */
  result(): Exploration {
    const counted = this.last ? this.parts.slice(0, this.last.index + 1) : this.parts;
    const explorations = counted.flatMap(part => this.explorations.get(part) ?? []);
    const sum = (of: (exploration: Exploration) => number): number => explorations.reduce((total, each) => total + of(each), 0);
    const space = explorations.flatMap(each => each.space ?? []).reduce<Space | undefined>((whole, each) => (whole ? summed(whole, each) : each), undefined);
    const { idle, found } = explorations.at(-1) ?? {};
    return {
      scenario: this.scenario, strategy: this.strategy, seeds: sum(({ seeds }) => seeds), runs: sum(({ runs }) => runs), events: sum(({ events }) => events), beyond: sum(({ beyond }) => beyond),
      ...(idle === undefined ? {} : { idle }), ...(space ? { space } : {}), ...(found ? { found } : {}),
    };
  }
}
