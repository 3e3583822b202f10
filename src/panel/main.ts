import '@vscode/codicons/dist/codicon.css';
import './panel.css';
import './view/legend.css';
import './view/tour.css';
import './view/menu.css';
import './view/picture.css';
import './view/timeline.css';
import './view/spans.css';
import './view/transactions.css';
import './view/chart.css';
import './view/side.css';
import './view/narrow.css';
import './view/grid.css';
import './view/history.css';
import './view/plane.css';
import './view/matrix.css';
import './view/ring.css';
import { batch, effect } from '@preact/signals-core';
import { createBirpc } from 'birpc';
import { readRun, type Run } from './model/run.ts';
import { unpacked, type PackedRecording } from './packed.ts';
import type { PanelFunctions, PanelHostFunctions } from './protocol.ts';
import { t, useBundle } from '../lab/l10n.ts';
import type { SourceRange } from '../lab/verdict.ts';
import { Commands } from './state/commands.ts';
import { Comparison } from './state/comparison.ts';
import { restore, saved, type SavedState } from './state/saved.ts';
import { Store } from './state/store.ts';
import { inTurns } from './state/turns.ts';
import { mountApp } from './view/app.ts';
import { gliding } from './view/glide.ts';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): SavedState | undefined; setState(state: SavedState): void };

/** Scrubbing changes the state at every frame. */
const saveDelayMs = 100;

const app = document.getElementById('app')!;
useBundle(JSON.parse(app.dataset['texts']!));

const vscode = acquireVsCodeApi();
const store = new Store();

/** Ends when the latest recording is shown. */
let reading = Promise.resolve();
let latest: PackedRecording | undefined;

async function show(recording: PackedRecording): Promise<void> {
  latest = recording;
  if (!store.run.peek()) store.waiting.value = { title: recording.title, text: t('Reading {0} events …', recording.trace.length.toLocaleString('en')) };
  const run = await inTurns(read(recording), () => latest !== recording);
  if (!run) return;
  const before = vscode.getState();
  batch(() => {
    comparison.end();
    commands.show(run);
    restore(store, before);
  });
}

async function compare(recording: PackedRecording, name: string): Promise<void> {
  const beside = latest;
  const run = await inTurns(read(recording), () => latest !== beside);
  if (run) comparison.begin(run, name);
}

function* read(recording: PackedRecording): Generator<void, Run> {
  yield;
  const whole = unpacked(recording);
  yield;
  return yield* readRun(whole);
}

const panel: PanelFunctions = {
  show: recording => reading = show(recording),
  compare: (recording, name) => reading = reading.then(() => compare(recording, name)),
  chooseComparison: () => void reading.then(() => { comparison.menuShown.value = store.run.peek() !== undefined; }),
  offerTour: () => void reading.then(() => {
    if (store.run.peek() && store.tourStep.peek() < 0) store.tourStep.value = 0;
  }),
  foreseen: foresight => void reading.then(() => commands.showForesight(foresight)),
  explain: (title, text) => {
    store.waiting.value = { title, text };
  },
  selectSource: (file, line) => void reading.then(() => commands.selectLine(file, line)),
};
const host = createBirpc<PanelHostFunctions, PanelFunctions>(panel, {
  post: message => vscode.postMessage(message),
  on: receive => window.addEventListener('message', event => receive(event.data)),
  eventNames: ['ready', 'openSource', 'compareWith', 'comparisonEnded', 'foresee', 'saveFile', 'saveReplay', 'copyLink', 'tourEnded'],
});
const commands = new Commands(store, { openSource: (range: SourceRange) => void host.openSource(range), foresee: () => void host.foresee() }, gliding());
const comparison = new Comparison(store, commands, { openSource: () => {}, foresee: () => {} });

store.hintDismissed.value = vscode.getState()?.hintDismissed ?? false;
const comparer = { choices: () => host.choices(), compareWith: (id: string) => void host.compareWith(id), ended: () => void host.comparisonEnded() };
const keeper = { saveFile: (name: string, base64: string) => void host.saveFile(name, base64), saveReplay: () => void host.saveReplay(), copyLink: () => void host.copyLink() };
mountApp(app, store, commands, comparison, comparer, keeper, () => void host.tourEnded());
let saving: ReturnType<typeof setTimeout> | undefined;
effect(() => {
  const state = saved(store);
  clearTimeout(saving);
  if (state) saving = setTimeout(() => vscode.setState(state), saveDelayMs);
});
void host.ready();
