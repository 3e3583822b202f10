import { t } from '../../lab/l10n.ts';
import type { PictureKind } from '../model/pictures.ts';
import { svg } from './dom.ts';

export type Sample = readonly [drawing: SVGElement, words: string];

const picture = (...children: SVGElement[]): SVGElement => svg('svg', { class: 'sample', width: '34', height: '18', 'aria-hidden': 'true' }, ...children);
const path = (cls: string, d: string): SVGElement => svg('path', { class: cls, d });
const bar = (cls: string): SVGElement => picture(svg('rect', { class: cls, x: '1', y: '3', width: '32', height: '12' }));
/** Bars with the hatching of the diagram. */
const hatched = (cls: string, spacing: number): SVGElement => picture(
  svg('defs', {}, svg('pattern', { id: `hatch-${cls}`, class: cls, width: String(spacing), height: String(spacing), patternUnits: 'userSpaceOnUse' },
    svg('rect', { class: 'ground', width: String(spacing), height: String(spacing) }), path('hatching', `M0,${spacing}L${spacing},0`))),
  svg('rect', { class: cls, fill: `url(#hatch-${cls})`, x: '1', y: '3', width: '32', height: '12' }));
const arrow = (cls: string): SVGElement => picture(path(cls, 'M2,2L28,13'), path(`${cls} head`, 'M32,15L25,15L27,10Z'));

function spaceTimeSamples(): readonly Sample[] {
  return [
    [picture(path('s-lane', 'M0,9H34')), t('a node; time runs from left to right')],
    [arrow('s-message'), t('a message: leaves where the arrow starts, arrives where it ends')],
    [arrow('s-slow'), t('slow: over 5 times as long on the way as usual')],
    [arrow('s-copy'), t('a copy that the network made')],
    [picture(path('s-lost', 'M2,2L18,9M14,5L22,13M22,5L14,13')), t('a message that is lost')],
    [bar('s-ok'), t('a client\'s operation, from asking to hearing: succeeded')],
    [hatched('s-fail', 4), t('… failed')],
    [hatched('s-unclear', 7), t('… unclear: it may have happened')],
    [hatched('s-cut', 9), t('cut off from others')],
    [hatched('s-down', 5), t('crashed (✕) until it restarts (▶)')],
    [hatched('s-pause', 9), t('paused: the process stands still, the world does not')],
    [picture(svg('circle', { class: 's-timer', cx: '8', cy: '9', r: '3.5' }), svg('rect', { class: 's-disk', x: '22', y: '6', width: '6', height: '6' })), t('a timer, a disk write or sync')],
    [picture(path('s-note', 'M17,4L22,9L17,14L12,9Z')), t('a note, log line or fact')],
    [picture(path('s-past', 'M0,9H15'), path('s-future', 'M19,9H34')), t('what can have influenced the selected event, and what it can influence')],
    [picture(path('s-flag', 'M10,17V2h14l-4,4l4,4h-14')), t('where the run failed')],
  ];
}

function timelineSamples(): readonly Sample[] {
  return [
    [bar('s-neutral'), t('goes on, or was recorded')],
    [picture(svg('rect', { class: 's-ok', x: '1', y: '4', width: '17', height: '11' }), svg('circle', { class: 's-good-point', cx: '27', cy: '9', r: '4' })), t('went well')],
    [hatched('s-bad', 5), t('went wrong')],
    [bar('s-waiting'), t('waits, or was not recorded')],
    [picture(path('s-link', 'M2,2L32,16')), t('goes from one lane to another: a message, or what passes from stage to stage')],
    [picture(path('s-link s-link-bad', 'M2,2L32,16')), t('… and something is wrong with it')],
    [picture(path('s-link s-link-late', 'M2,2L32,16')), t('… and was late')],
    [picture(path('s-critical', 'M0,9H34')), t('what whoever asked had to wait for')],
  ];
}

function topologySamples(): readonly Sample[] {
  const triangle = (cls: string, ...marks: SVGElement[]): SVGElement => picture(svg('path', { class: cls, d: 'M24,9L12,4.5L12,13.5Z' }), ...marks);
  const node = (cls: string, ...inside: SVGElement[]): SVGElement => picture(svg('circle', { class: `s-node ${cls}`, cx: '17', cy: '9', r: '7.5' }), ...inside);
  return [
    [node('s-learner'), t('a node that runs your program')],
    [node(''), t('another node')],
    [node('s-still', path('s-cross', 'M13,5l8,8m0,-8l-8,8')), t('a node that has crashed')],
    [node('s-still', path('s-bars', 'M14.5,5.5v7m5,-7v7')), t('a node that is paused')],
    [triangle('s-on-way'), t('a message on its way at the time of the cursor')],
    [triangle('s-on-way s-on-way-slow', path('s-fate s-on-way-slow', 'M9,4V14M6,4V14')), t('… that is slow')],
    [triangle('s-on-way s-on-way-lost', path('s-fate s-on-way-lost', 'M10,2L24,16M10,16L24,2')), t('… that will be lost')],
    [triangle('s-on-way-copy'), t('… that is a copy')],
    [picture(path('s-way', 'M0,5H34'), path('s-way s-busy', 'M0,13H34')), t('few messages, many messages in the part of the run that is shown')],
    [picture(path('s-way-cut', 'M0,9H34'), path('s-cut-bar', 'M17,2V16')), t('cut; a bar near one side: what that side is sent does not arrive')],
    [picture(svg('rect', { class: 's-land', x: '0', y: '1', width: '14', height: '16', rx: '4' }), svg('rect', { class: 's-land', x: '20', y: '1', width: '14', height: '16', rx: '4' }), path('s-way', 'M7,9H27')), t('places far apart; on the line how long a message takes from one to the other')],
  ];
}

function gridSamples(): readonly Sample[] {
  const cell = (cls: string): SVGElement => svg('rect', { class: cls, x: '4', y: '2', width: '26', height: '14', rx: '2' });
  return [
    [picture(cell('s-cell s-cell-kept')), t('a cell that stays; cells of one colour belong together')],
    [picture(cell('s-cell s-cell-open')), t('a cell that may still change')],
    [picture(cell('s-cell s-cell-kept'), path('s-overwritten', 'M30,2H22L30,10Z')), t('something else was overwritten here')],
    [picture(cell('s-cell-bad'), path('s-cross', 'M21,4l6,6m0,-6l-6,6')), t('it had been promised that what was here stays')],
    [picture(path('s-reach', 'M0,9H26')), t('how far the row has come')],
  ];
}

function matrixSamples(): readonly Sample[] {
  return [
    [picture(path('s-right', 'M12,9l4,4l7,-8')), t('what is believed is true')],
    [picture(svg('rect', { class: 's-wrong', x: '0', y: '1', width: '34', height: '16' }), path('s-cross', 'M13,5l8,8m0,-8l-8,8')), t('what is believed is not true')],
    [picture(path('s-strip', 'M0,9H34'), path('s-strip s-strip-wrong', 'M6,9H18'), path('s-now', 'M24,4V14')), t('when it was not true in the part of the run that is shown; the cursor')],
  ];
}

function planeSamples(): readonly Sample[] {
  return [
    [picture(path('s-path', 'M1,14L17,5L26,9'), svg('circle', { class: 's-here', cx: '26', cy: '9', r: '5' })), t('the way until the time of the cursor')],
    [picture(path('s-path-future', 'M1,14L17,5L33,9')), t('what is still to come')],
    [picture(path('s-curve', 'M1,15C12,4 24,4 33,4')), t('a curve to compare with')],
  ];
}

function transactionSamples(): readonly Sample[] {
  return [
    [picture(path('s-open', 'M0,9H34'), path('s-step', 'M17,4L22,9L17,14L12,9Z')), t('open, and a step that is done')],
    [bar('s-waiting'), t('waits for another one; chosen, it points to that one')],
    [hatched('s-bad', 5), t('refused')],
    [picture(svg('circle', { class: 's-unknown', cx: '17', cy: '9', r: '6' }), svg('text', { class: 's-question', x: '17', y: '13' }, '?')), t('nobody can say whether it was done')],
    [picture(path('s-undone', 'M17,4L22,9L17,14L12,9Z')), t('taken back, or given up')],
    [bar('s-intended'), t('written down, and still to be done')],
    [picture(svg('rect', { class: 's-neutral', x: '1', y: '3', width: '20', height: '12' }), path('s-pivot', 'M13,3V15M17,3V15')), t('from here on nothing is taken back')],
    [picture(svg('circle', { class: 's-good-point', cx: '10', cy: '9', r: '4' }), path('s-rolled-back', 'M20,5L28,13M28,5L20,13')), t('committed, rolled back')],
    [picture(svg('circle', { class: 's-compensated', cx: '17', cy: '9', r: '4' })), t('compensated: all that was done is taken back')],
  ];
}

function historySamples(): readonly Sample[] {
  const point = (cls: string, cx: number): SVGElement => svg('circle', { class: cls, cx: String(cx), cy: '9', r: '3.5' });
  return [
    [picture(path('s-thread', 'M0,9H34'), point('s-changes', 10), point('s-reads', 25)), t('when each operation can have taken effect: at a full point something changes, at a hollow one it is read')],
    [picture(svg('circle', { class: 's-evidence', cx: '17', cy: '9', r: '8' }), svg('text', { class: 's-number', x: '17', y: '13' }, '1')), t('operations that contradict each other, as the table below numbers them')],
  ];
}

function ringSamples(): readonly Sample[] {
  return [
    [picture(svg('rect', { class: 's-holds', x: '1', y: '3', width: '22', height: '12' }), svg('rect', { class: 's-left', x: '23', y: '3', width: '10', height: '12' })), t('a member: what it holds, and what went away from it')],
    [picture(path('s-ribbon', 'M2,2C16,8 18,8 32,2V8C18,12 16,12 2,8Z')), t('keys that went from one member to another')],
    [picture(path('s-needless', 'M2,2C16,8 18,8 32,2V8C18,12 16,12 2,8Z')), t('… and need not have gone')],
  ];
}

/** Of a picture, or of several that are drawn alike. */
export interface Signs {
  readonly title: string;
  readonly kinds: readonly PictureKind[];
  readonly samples: readonly Sample[];
}

/** What the pictures' signs mean, in plain words. */
export const signsOfPictures = (): readonly Signs[] => [
  { title: t('In the space-time diagram'), kinds: ['space-time'], samples: spaceTimeSamples() },
  { title: t('In the topology'), kinds: ['topology'], samples: topologySamples() },
  { title: t('In histories'), kinds: ['history'], samples: historySamples() },
  { title: t('In rows of cells'), kinds: ['grid'], samples: gridSamples() },
  { title: t('In beliefs'), kinds: ['matrix'], samples: matrixSamples() },
  { title: t('In timelines and traces'), kinds: ['timeline', 'spans'], samples: timelineSamples() },
  { title: t('In transactions'), kinds: ['transactions'], samples: transactionSamples() },
  { title: t('In rings'), kinds: ['ring'], samples: ringSamples() },
  { title: t('In quantities against each other'), kinds: ['plane'], samples: planeSamples() },
];
