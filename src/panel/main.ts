import '@vscode/codicons/dist/codicon.css';
import './panel.css';
import './view/history.css';
import './view/plane.css';
import './view/ring.css';
import { batch, effect } from '@preact/signals-core';
import { createBirpc } from 'birpc';
import { readRun, type Run } from './model/run.ts';
import { unpacked, type PackedRecording } from './packed.ts';
import type { PanelFunctions, PanelHostFunctions } from './protocol.ts';
import { Commands } from './state/commands.ts';
import { restore, saved, type SavedState } from './state/saved.ts';
import { Store } from './state/store.ts';
import { inTurns } from './state/turns.ts';
import { mountApp } from './view/app.ts';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): SavedState | undefined; setState(state: SavedState): void };

/** Scrubbing changes the state at every frame. */
const saveDelayMs = 100;

const vscode = acquireVsCodeApi();
const store = new Store();

/** Ends when the latest recording is shown. */
let reading = Promise.resolve();
let latest: PackedRecording | undefined;

async function show(recording: PackedRecording): Promise<void> {
  latest = recording;
  if (!store.run.peek()) store.waiting.value = { title: recording.title, text: `Reading ${recording.trace.length.toLocaleString('en')} events …` };
  const run = await inTurns(read(recording), () => latest !== recording);
  if (!run) return;
  const before = vscode.getState();
  batch(() => {
    commands.show(run);
    restore(store, before);
  });
}

function* read(recording: PackedRecording): Generator<void, Run> {
  yield;
  const whole = unpacked(recording);
  yield;
  return yield* readRun(whole);
}

const panel: PanelFunctions = {
  show: recording => reading = show(recording),
  explain: (title, text) => {
    store.waiting.value = { title, text };
  },
  selectSource: (file, line) => void reading.then(() => commands.selectLine(file, line)),
};
const host = createBirpc<PanelHostFunctions, PanelFunctions>(panel, {
  post: message => vscode.postMessage(message),
  on: receive => window.addEventListener('message', event => receive(event.data)),
  eventNames: ['ready', 'openSource'],
});
const commands = new Commands(store, { openSource: range => void host.openSource(range) });

store.hintDismissed.value = vscode.getState()?.hintDismissed ?? false;
mountApp(document.getElementById('app')!, store, commands);
let saving: ReturnType<typeof setTimeout> | undefined;
effect(() => {
  const state = saved(store);
  clearTimeout(saving);
  if (state) saving = setTimeout(() => vscode.setState(state), saveDelayMs);
});
void host.ready();
