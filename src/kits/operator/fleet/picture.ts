import type { MatrixPicture, OpenBar, PictureRecorder, TimelinePicture, World } from '../../../sim/index.ts';
import type { DutyMeters, Lived } from './meters.ts';

/** Columns of the map: what is cited, by the kind of its series. */
const WHERE = 'where';

/** An outage with what an operator makes of it: the timeline `Outage`, and the matrix `Failure map`, a row for each mode. */
export class DutyPicture {
  private readonly world: World;
  private readonly timeline: TimelinePicture;
  private readonly map: MatrixPicture;
  private readonly operator: string;
  private readonly modes: readonly string[];
  private readonly truth: { readonly mode: string; readonly where: string } | undefined;
  private saying: { readonly key: string; readonly bar: OpenBar } | undefined;
  private readonly cited = new Map<string, OpenBar>();
  private acting: OpenBar | undefined;
  private columns = new Set<string>();

  constructor(world: World, pictures: PictureRecorder, operator: string, modes: readonly string[], truth: DutyPicture['truth']) {
    this.world = world;
    this.operator = operator;
    this.modes = modes;
    this.truth = truth;
    this.timeline = pictures.timeline('Outage');
    this.timeline.lanes('outage', ['what struck', 'users', 'users without runbooks']);
    this.timeline.lanes(operator, ['diagnosis', 'runbook']);
    this.map = pictures.matrix('Failure map');
    for (const mode of modes) this.map.isTrue(WHERE, mode === truth?.mode ? truth.where : '', mode);
  }

  diagnosed({ mode, where, because }: { readonly mode: string; readonly where: string; readonly because: readonly string[] }, acts: boolean, row: number): void {
    const { timeline, operator, truth, modes, map } = this;
    const key = acts ? `${mode} at ${where}` : mode;
    if (this.saying?.key !== key) {
      this.saying?.bar.end();
      const isRight = acts && truth?.mode === mode && truth.where === where;
      this.saying = { key, bar: timeline.begin(operator, 'diagnosis', key, acts ? (isRight ? 'good' : 'bad') : 'neutral', row) };
    }
    const names = acts ? because : [];
    for (const [name, bar] of this.cited) {
      if (names.includes(name)) continue;
      bar.end();
      this.cited.delete(name);
    }
    for (const name of names) if (!this.cited.has(name)) this.cited.set(name, timeline.begin('cited', name, mode, 'neutral', row));
    for (const each of modes) map.believes(each, WHERE, each === mode ? where : '');
    this.light(mode, names);
  }

  begins(key: string): void {
    this.acting?.end();
    this.acting = this.timeline.begin(this.operator, 'runbook', key, 'waiting');
  }

  done(text: string, row: number): void {
    this.acting?.end();
    this.acting = undefined;
    this.timeline.point(this.operator, 'runbook', text, 'neutral', row);
  }

  finish(meters: DutyMeters, untouched: DutyMeters): void {
    const { timeline, world } = this;
    for (const { fault: { kind, where }, fromUs, toUs } of world.faults.strikes) {
      const text = [kind.replace('fleet-', ''), where].filter(part => part !== undefined).join(' ');
      timeline.bar({ group: 'outage', lane: 'what struck', text, tone: 'bad', row: -1, fromUs, toUs: Math.min(world.nowUs, Math.max(toUs === Infinity ? world.nowUs : toUs, fromUs + 1_000_000)) });
    }
    drawStretches(timeline, 'users', meters.lived);
    drawStretches(timeline, 'users without runbooks', untouched.lived);
  }

  /** Cited series, in the row of the mode, below the kind of the series. */
  private light(mode: string, names: readonly string[]): void {
    const places = new Map<string, string[]>();
    for (const name of names) {
      const [field = '', where = ''] = name.split('@');
      places.set(field, [...places.get(field) ?? [], where]);
      this.columns.add(field);
    }
    for (const each of this.modes) for (const column of this.columns) this.map.believes(each, column, each === mode ? (places.get(column) ?? []).join(', ') : '');
  }
}

/** What users notice, at the worst of it. */
function state({ asked, answered, oldestMs, leaders }: Lived): string {
  if (answered < 0.99 * asked) return `${Math.round((100 * answered) / Math.max(1, asked) / 10) * 10} % answered`;
  if (oldestMs > 3_000) return 'read old data';
  if (leaders !== 1) return `${leaders} leaders`;
  return 'well';
}

function drawStretches(timeline: TimelinePicture, lane: string, lived: readonly Lived[]): void {
  const states = lived.map(state);
  let from = 0;
  for (let index = 1; index <= states.length; index++) {
    if (index < states.length && states[index] === states[from]) continue;
    timeline.bar({ group: 'outage', lane, text: states[from]!, tone: states[from] === 'well' ? 'good' : 'bad', row: -1, fromUs: from * 1_000_000, toUs: index * 1_000_000 });
    from = index;
  }
}
