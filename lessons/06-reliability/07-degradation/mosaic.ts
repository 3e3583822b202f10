import type { Heard, Stage, TimelinePicture } from 'faultlab/author';
import { counts, POINTS, shownOn } from './page.ts';
import type { PartName } from './world.ts';

type Bar = ReturnType<TimelinePicture['begin']>;
type Tone = Bar['bar']['tone'];

const EVERY_US = 250_000;
const TONES: Readonly<Record<string, Tone>> = { live: 'good', stale: 'waiting', missing: 'bad', delivered: 'good', refused: 'waiting', 'no page': 'bad' };

/** The picture `Pages`: what most pages of each quarter of a second were like, part by part. Beside it the chart `Content`. */
export class Mosaic {
  private readonly world: Stage['world'];
  private readonly counted = new Map<string, Map<string, number>>();
  private readonly bars = new Map<string, Bar>();
  private pages = 0;
  private points = 0;

  constructor(world: Stage['world'], parts: readonly PartName[]) {
    this.world = world;
    world.pictures?.timeline('Pages').lanes('', ['page', ...parts]);
  }

  add({ outcome, output }: Heard): void {
    this.pages++;
    this.count('page', outcome === 'ok' ? 'delivered' : outcome === 'fail' ? 'refused' : 'no page');
    if (outcome !== 'ok') return;
    for (const shown of shownOn({ output })) {
      const there = counts(shown);
      this.count(shown.part, there ? shown.state : 'missing');
      if (there) this.points += POINTS[shown.part];
    }
  }

  run(untilMs: number): void {
    for (let atUs = EVERY_US; atUs <= untilMs * 1_000; atUs += EVERY_US) this.world.at(atUs, draw, this);
  }

  draw(): void {
    if (this.pages > 0) this.world.history.sample('Content/shown', 'points of 100', this.points / this.pages);
    for (const [lane, texts] of this.counted) this.turn(lane, [...texts].reduce((most, each) => (each[1] > most[1] ? each : most))[0]);
    this.counted.clear();
    this.pages = this.points = 0;
  }

  private count(lane: string, text: string): void {
    const texts = this.counted.get(lane) ?? new Map<string, number>();
    this.counted.set(lane, texts.set(text, (texts.get(text) ?? 0) + 1));
  }

  private turn(lane: string, text: string): void {
    const before = this.bars.get(lane);
    if (before?.bar.text === text) return;
    const tone = TONES[text] ?? 'neutral';
    const bar = before ? before.turn(text, tone) : this.world.pictures?.timeline('Pages').begin('', lane, text, tone, -1);
    if (bar) this.bars.set(lane, bar);
  }
}

function draw(mosaic: Mosaic): void {
  mosaic.draw();
}
