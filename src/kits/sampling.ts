import { msToUs, type SimNode } from '../sim/index.ts';
import type { OpenBar, Tone } from '../sim/pictures/timeline.ts';
import type { Stage } from './stage.ts';

/** When and about what programs are read. */
export interface Sampling<Instance extends object = object> {
  readonly everyMs: number;
  /** Absent: 0. */
  readonly fromMs?: number;
  readonly untilMs: number;
  /** Absent: all that run the learner's program. */
  readonly nodes?: readonly string[];
  /** Asked about each of these. `peers`: all other nodes; absent: asked once, about nothing. */
  readonly about?: 'peers' | readonly string[];
  /** Unit of a number, for the chart. */
  readonly unit?: string;
  /** Words are drawn as bars of a timeline of this name as well: one group a node, in these tones. */
  readonly timeline?: { readonly name: string; readonly tones: Readonly<Record<string, Tone>> };
  /** The object to read, where it is not the program itself. */
  of?(instance: Instance): object;
}

/**
 * Reads a method or a getter of programs at regular instants, while they run. The values go into `RunRecord.readings`,
 * numbers into a chart, words into lanes or, about others,
 * into a matrix of beliefs. What is read has to answer at once and may not send, set timers or use the disk.
 */
export class Sampler<Instance extends object> {
  private readonly stage: Stage;
  private readonly name: string;
  private readonly sampling: Sampling<Instance>;
  private readonly bars = new Map<SimNode, OpenBar>();
  private readonly instanceOf: (node: SimNode) => Instance | undefined;

  /** `instanceOf`: undefined while a node's program has not begun its work. */
  constructor(stage: Stage, name: string, sampling: Sampling<Instance>, instanceOf: (node: SimNode) => Instance | undefined) {
    this.stage = stage;
    this.name = name;
    this.sampling = sampling;
    this.instanceOf = instanceOf;
  }

  start(nodes: readonly SimNode[]): void {
    const { sampling: { fromMs = 0, nodes: chosen }, stage: { world } } = this;
    for (const node of nodes) if (!chosen || chosen.includes(node.id)) world.at(msToUs(fromMs), tick, this, node);
  }

  tick(node: SimNode): void {
    const { sampling: { everyMs, untilMs }, stage: { world } } = this;
    if (world.nowUs > msToUs(untilMs)) return;
    if (node.state === 'up') this.look(node);
    world.after(msToUs(everyMs), tick, this, node);
  }

  private look(node: SimNode): void {
    const { name, sampling: { of, about, unit = '' }, stage: { world, program } } = this;
    const instance = this.instanceOf(node);
    if (!instance) return;
    const peers = (): string[] => world.nodes.filter(other => other.role === 'learner' && other !== node).map(({ id }) => id);
    world.look(node, `${name} of ${node.id}`, () => {
      try {
        const object = of ? of(instance) : instance;
        for (const each of about === 'peers' ? peers() : about ?? [undefined]) {
          const value = world.copier.copy(valueOf(object as Record<string, unknown>, name, each));
          world.history.reading(name, unit, node.id, each, value);
          if (typeof value === 'string') this.draw(node, value);
        }
      } catch (error) {
        program.processFailed(node, error, name);
      }
    });
  }

  private draw(node: SimNode, text: string): void {
    const { name, sampling: { timeline }, stage: { world: { pictures } } } = this;
    const before = this.bars.get(node);
    if (!timeline || !pictures || before?.bar.text === text) return;
    const tone = timeline.tones[text] ?? 'neutral';
    this.bars.set(node, before ? before.turn(text, tone) : pictures.timeline(timeline.name).begin(node.id, name, text, tone));
  }
}

function valueOf(object: Record<string, unknown>, name: string, about: string | undefined): unknown {
  const member = object[name];
  if (member === undefined) throw new TypeError(`the program has no ${name}`);
  return typeof member === 'function' ? (member as (about?: string) => unknown).call(object, about) : member;
}

function tick(sampler: Sampler<never>, node: SimNode): void {
  sampler.tick(node);
}
