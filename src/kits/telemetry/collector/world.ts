import { hook, type Message, msToUs, type SimNode, type SpansPicture, US_PER_S } from '../../../sim/index.ts';
import type { Stage } from '../../stage.ts';
import type { Span } from '../api.ts';

/** What a store takes for the money. */
interface Budget {
  /** Spans in one window; what comes beyond is refused until the next. */
  readonly spans: number;
  readonly windowMs: number;
}

export interface CollectorSpec {
  /** Id of the store's node; absent: `store`. */
  readonly id?: string;
  /** Absent: it keeps everything. */
  readonly budget?: Budget;
  /** How long an agent gathers spans before it sends them; absent: 200. */
  readonly flushMs?: number;
}

/**
 * A store of spans, and the agents on the machines that send to it. An agent gathers, sends once and forgets: nothing
 * is repeated, nothing confirmed, and a crash takes what was gathered. What is on the way is a message `spans`, so the
 * faults of messages and links are those of telemetry: lost, doubled, late, cut off; spans bear their machine's wall clock.
 * Facts: `reported` (a service is done with a span), `stored` and `refused` (each span, at the store), `full` (a window's
 * budget is used up).
 */
export class Collector {
  private readonly node: SimNode;
  private readonly budget: Budget | undefined;
  private readonly flushMs: number;
  private window = 0;
  private inWindow = 0;

  constructor({ world }: Stage, { id = 'store', budget, flushMs = 200 }: CollectorSpec = {}) {
    this.node = world.addNode(id, 'given');
    hook(this.node, { boot: () => ({ receive: message => this.receive(message) }) });
    this.budget = budget;
    this.flushMs = flushMs;
  }

  start(): void {
    this.node.start();
  }

  /** The agent of a machine, for one incarnation of its process: takes one span. */
  agent(node: SimNode): (span: Span) => void {
    const { world } = node;
    let gathered: Span[] = [];
    const flush = (): void => {
      const spans = gathered;
      gathered = [];
      world.network.send(node, this.node, spans, { kind: 'send', method: 'spans' });
    };
    return span => {
      const copied = world.copier.copy(span) as Span;
      const shown = world.history.fact('reported', { ...copied }, node.id);
      if (world.pictures) drawReport(world.pictures.spans('Traces'), copied, shown);
      if (gathered.push(copied) === 1) node.after(msToUs(this.flushMs), flush);
    };
  }

  /** Charts, each second until `untilMs`, how much of the window's budget is used. */
  chart(untilMs: number): void {
    const { world } = this.node;
    for (let atUs = US_PER_S; atUs <= msToUs(untilMs); atUs += US_PER_S) world.at(atUs - 1, sample, this);
  }

  sample(): void {
    const { node: { world }, budget } = this;
    this.turn();
    world.history.sample('Spans of this window/sent', 'spans', this.inWindow);
    if (budget) world.history.sample('Spans of this window/limit', 'spans', budget.spans);
  }

  private receive({ body }: Message): void {
    const { node: { id, world }, budget } = this;
    const row = world.causeRow;
    for (const span of body as readonly Span[]) {
      this.turn();
      this.inWindow++;
      const fits = !budget || this.inWindow <= budget.spans;
      world.history.fact(fits ? 'stored' : 'refused', { ...span }, id, row);
      world.pictures?.spans('Traces').arrived(span, fits ? 'stored' : 'refused');
      if (budget && this.inWindow === budget.spans) {
        const widthUs = msToUs(budget.windowMs);
        world.history.fact('full', { budget: budget.spans, fromUs: this.window * widthUs, toUs: (this.window + 1) * widthUs }, id);
      }
    }
  }

  /** Begins a new window if it is time. */
  private turn(): void {
    const { node: { world }, budget } = this;
    if (!budget) return;
    const window = Math.floor(world.nowUs / msToUs(budget.windowMs));
    if (window === this.window) return;
    this.window = window;
    this.inWindow = 0;
  }
}

/** What a program said of a piece of work, which the span's attribute `request` names. */
function drawReport(picture: SpansPicture, { traceId, spanId, parentId, links, attrs: { request } }: Span, row: number): void {
  if (typeof request !== 'number') return;
  const linked = (Array.isArray(links) ? links as Span['links'] & {} : []).map(link => ({ traceId: String(link.traceId), spanId: String(link.spanId) }));
  picture.reports({ work: request, traceId: String(traceId), spanId: String(spanId), parentId: parentId === null ? null : String(parentId), links: linked }, row);
}

function sample(collector: Collector): void {
  collector.sample();
}
