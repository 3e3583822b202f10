import type { PictureTrack, Recording } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';

/** One of the pictures of a run, of which one is shown above the chart. `name`: saved, and how lessons call it that open with it. */
export type Picture = { readonly name: string } & ({ readonly kind: OwnKind } | { readonly kind: PictureTrack['type']; readonly track: PictureTrack });
type OwnKind = 'space-time' | 'topology' | 'state';
export type PictureKind = Picture['kind'];
/** The drawn track of a kind's picture. */
export type TrackOf<K extends PictureTrack['type']> = Extract<PictureTrack, { readonly type: K }>;

export const spaceTime: Picture = { kind: 'space-time', name: 'Space-time' };
const everyRuns: readonly Picture[] = [spaceTime, { kind: 'topology', name: 'Topology' }, { kind: 'state', name: 'State' }];

/** On its tab. */
export function titleOf(picture: Picture): string {
  const own: Readonly<Partial<Record<PictureKind, string>>> = { 'space-time': t('Space-time'), topology: t('Topology'), state: t('State') };
  return own[picture.kind] ?? picture.name;
}

/** How to read it. */
export function hintOf({ kind }: Picture): string {
  switch (kind) {
    case 'space-time': return t('Each line is a node, time runs to the right, a slanted arrow is a message on its way. Click anything to see what led to it and your line of code behind it.');
    case 'topology': return t('Each circle is a node, each triangle a message on its way at the time of the cursor. The thicker a line, the more messages in the part of the run that is shown; a dashed one is cut.');
    case 'state': return t('What each program holds at the time of the cursor, and when it was written last. Click a value to see the event that wrote it.');
    case 'ring': return t('Each arc is a member of the cluster, as long as what it holds of the keys; the band around it is the keys in the order of their hash. Ribbons lead from who held a key before to who holds it now; the hollow end of an arc is what went away. The bars say who holds more or less than its fair part.');
    case 'history': return t('Each bar is what a client asked for, from asking to hearing. The thread joins the instants at which the operations can have taken effect, one after another: at a full point something changes, and the strip above says what one copy would hold. Where no order explains all answers, those that contradict each other have numbers.');
    case 'grid': return t('Each row holds its cells in order, as they are at the time of the cursor; cells of one colour belong together, the lines below say how far the row has come. A corner marks what was overwritten, a cross what had been promised to stay. Click a cell to see what wrote it.');
    case 'timeline': return t('Each bar lasts as long as it is wide. Green went well, red and densely hatched did not, orange with a dashed edge is waiting. Lanes with nothing in the part that is shown are left out. Click a bar to see the event behind it.');
    case 'transactions': return t('Each row is a transaction, in the order in which they began: its steps, what it waits for, how it ended. The thin line is the time in which it is open and nothing of it runs. Choose at the top which ones to see. Click a step to see the event behind it, and a wait to see whom it waits for.');
    case 'plane': return t('Two quantities against each other, until the time of the cursor, and faintly what is to come; the ring is the latest. A line joins points that follow each other; curves with a name are there to compare with. Play the run to watch it move; click a point to go to its time.');
    case 'spans': return t('One trace at a time, indented as it was recorded. A filled bar was recorded, a dashed one was not; a line comes down from whoever truly called. The thick line is what the caller had to wait for. Below: all traces, and the headers from hop to hop with what each hop changed.');
    case 'matrix': return t('Each row is somebody who believes something, each column what it is about. A cross marks what is not true at the time of the cursor; the strip below shows when in the part of the run that is shown.');
  }
}

/** Pictures whose horizontal axis is the run's time: the cursor is a line through them. */
const onTimeAxis: ReadonlySet<PictureKind> = new Set<PictureKind>(['space-time', 'history', 'timeline', 'transactions', 'spans']);
export const showsTime = ({ kind }: Picture): boolean => onTimeAxis.has(kind);

/** Pictures whose lanes have names that need room. */
const longNamed: ReadonlySet<PictureKind> = new Set<PictureKind>(['timeline', 'transactions', 'spans']);
export const hasLongNames = ({ kind }: Picture): boolean => longNamed.has(kind);

/** Those of every run, then those that the kits or the world of this one drew. */
export function picturesOf({ pictures }: Recording): readonly Picture[] {
  return [...everyRuns, ...pictures.map((track): Picture => ({ kind: track.type, name: track.name, track }))];
}
