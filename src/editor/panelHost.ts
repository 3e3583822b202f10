import { createBirpc, type BirpcReturn } from 'birpc';
import * as vscode from 'vscode';
import type { Foresight } from '../lab/foresight.ts';
import type { SourceRange } from '../lab/verdict.ts';
import type { AttemptSource } from '../runner/protocol.ts';
import type { RecordTask } from '../runner/runner.ts';
import { panelHtml } from '../panel/html.ts';
import { replayFileName, replayFileText } from '../course/replayfile.ts';
import { packed } from '../panel/packed.ts';
import { lineCounts } from '../panel/model/sourceLines.ts';
import type { PanelFunctions, PanelHostFunctions } from '../panel/protocol.ts';
import { attemptOf, locationOf } from './attempt.ts';
import { Comparing, labelOf, nameOf, type RecordedRun } from './comparing.ts';
import { setContext } from './context.ts';
import { foresee } from './foreseeing.ts';
import { webviews } from './ids.ts';
import { tellBroken } from './journal.ts';
import { copyLink, replayFileOf, type KeptFiles } from './keptFiles.ts';
import type { LabHost } from './labHost.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { LessonBook } from './lessonBook.ts';
import type { LineEvents } from './lineEvents.ts';
import type { Memory, Replay } from './memory.ts';
import { pathOfShown } from './model/shown.ts';
import type { ProgressStore } from './progressStore.ts';
import { mayRun } from './runs.ts';
import { codeColumn, openBeside, tabIcon } from './side.ts';

export interface PanelServices {
  readonly extension: vscode.Uri;
  readonly book: LessonBook;
  readonly folder: LearnerFolder;
  readonly lab: LabHost;
  readonly progress: ProgressStore;
  readonly memory: Memory;
  readonly lineEvents: LineEvents;
  readonly files: KeptFiles;
}

/** Why there is nothing to show. */
interface Missing {
  readonly why: string;
}

/** The panel that shows one recorded run. */
export class PanelHost implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly services: PanelServices;
  private panel: vscode.WebviewPanel | undefined;
  private rpc: BirpcReturn<PanelFunctions, PanelHostFunctions> | undefined;
  private shown: RecordedRun | undefined;
  /** The second run, and what it is called. */
  private beside: readonly [run: RecordedRun, name: string] | undefined;
  private foresight: Foresight | undefined;
  private readonly comparing: Comparing;
  /** What the page says as long as nothing is shown. */
  private explanation: readonly [title: string, text: string] | undefined;
  /** The page has said that it listens. */
  private ready = false;
  private recording: AbortController | undefined;
  private readonly registrations: vscode.Disposable;

  constructor(services: PanelServices) {
    this.services = services;
    this.comparing = new Comparing(services);
    this.registrations = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(webviews.panel, this),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.showAgain()),
    );
  }

  /** Records a run and shows it. `source`: the program that was run; absent: as it is now. True where there is something to see. */
  async show(replay: Replay, source?: AttemptSource): Promise<boolean> {
    if (!mayRun()) return false;
    const recorded = await this.record(replay, source);
    if (recorded === undefined) return false;
    if ('why' in recorded) {
      void vscode.window.showInformationMessage(recorded.why);
      return false;
    }
    await this.services.memory.setShown(replay);
    await this.services.memory.setBeside(undefined);
    if (this.panel === undefined) this.open();
    else this.panel.reveal(undefined, true);
    this.take(recorded);
    return true;
  }

  /** Lights the events of a learner's line. */
  selectLine(uri: vscode.Uri, line: number): void {
    if (this.shown === undefined || this.panel === undefined) return;
    const file = this.shown.recording.trace.sources.find(source => this.locate(source.file).toString() === uri.toString())?.file;
    this.panel.reveal(undefined, true);
    this.rpc?.selectSource(file ?? uri.toString(), line);
  }

  /** Of the run that is shown. */
  get traceHash(): string | undefined {
    return this.shown?.recording.traceHash;
  }

  /** Opens the panel's list of runs to compare with. */
  chooseComparison(): void {
    if (this.shown === undefined || this.panel === undefined) return void vscode.window.showInformationMessage(vscode.l10n.t('Show what happened in a run first, then compare it with another one.'));
    this.panel.reveal();
    this.rpc?.chooseComparison();
  }

  /** The page comes up only after this has ended, so the recording is not waited for. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    const replay = this.services.memory.shown;
    if (replay === undefined || this.services.book.lesson(replay.lesson)?.built !== true) return panel.dispose();
    panel.webview.options = this.options;
    this.adopt(panel);
    void this.showAgain();
  }

  dispose(): void {
    this.recording?.abort();
    this.registrations.dispose();
    this.panel?.dispose();
  }

  /** Fills a restored panel: what it showed is recorded once more, from the program as it is now. */
  private async showAgain(): Promise<void> {
    const replay = this.services.memory.shown;
    if (this.panel === undefined || this.shown !== undefined || replay === undefined) return;
    const { t } = vscode.l10n;
    const lesson = this.services.book.lesson(replay.lesson)!;
    const what = t('Lesson {0}: {1}', lesson.number, lesson.title);
    if (!vscode.workspace.isTrusted) return this.explain(what, t('This workspace is not trusted, so Faultlab runs nothing of it.'));
    this.explain(what, t('Recording what happened in seed {0} …', replay.seed));
    const recorded = await this.record(replay, undefined);
    if (recorded === undefined || this.shown !== undefined) return;
    if ('why' in recorded) return this.explain(what, recorded.why);
    this.take(recorded);
    await this.compareAgain();
  }

  private async compareAgain(): Promise<void> {
    const { beside } = this.services.memory;
    if (beside === undefined || this.shown === undefined) return;
    if (beside.before !== undefined) {
      const { lesson, scenario, seed, faults } = this.shown.recording;
      const before = await this.carryOut({ lesson, scenario, seed, plan: faults, source: beside.before });
      if (before === undefined || 'why' in before) return;
      this.comparing.takeBefore(before);
    }
    await this.compareWith(beside.id);
  }

  private explain(title: string, text: string): void {
    this.explanation = [title, text];
    this.send();
  }

  /** Makes a recording the one that is shown, in the panel and over the learner's lines. */
  private take(shown: RecordedRun): void {
    this.shown = shown;
    this.beside = this.foresight = undefined;
    this.comparing.take(shown);
    this.services.lineEvents.show(lineCounts(shown.recording.trace).map(({ file, line, events }) => ({ uri: this.locate(file), line, events, text: this.textOf(file) })));
    if (this.panel !== undefined) this.panel.title = vscode.l10n.t('Faultlab: {0}', shown.recording.scenarioLabel);
    setContext('panelShown', true);
    this.send();
  }

  /** Undefined where it was cancelled or the runner broke. */
  private async record(replay: Replay, given: AttemptSource | undefined): Promise<RecordedRun | Missing | undefined> {
    const { book, folder } = this.services;
    const lesson = book.lesson(replay.lesson);
    const source = given ?? (lesson && await attemptOf(lesson, folder));
    return source === undefined ? { why: vscode.l10n.t('There is no exercise to run.') } : this.carryOut({ ...replay, source });
  }

  private async carryOut(task: RecordTask): Promise<RecordedRun | Missing | undefined> {
    this.recording?.abort();
    const cancel = this.recording = new AbortController();
    try {
      const title = vscode.l10n.t('Recording what happened');
      const outcome = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => this.services.lab.record(task, { signal: cancel.signal }));
      if (outcome.kind === 'recording') return { recording: outcome.recording, source: task.source };
      if (outcome.kind === 'problems') return { why: vscode.l10n.t('The program cannot be run now: {0}', outcome.problems[0]?.message ?? '') };
      if (outcome.kind === 'stuck') return { why: vscode.l10n.t('The run could not be recorded: {0}', outcome.stuck.message) };
    } catch (error) {
      void tellBroken(error instanceof Error ? error.message : String(error));
    }
    return undefined;
  }

  private get options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.services.extension, 'dist')] };
  }

  private open(): void {
    this.adopt(openBeside(webviews.panel, vscode.l10n.t('Faultlab'), this.options));
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    this.ready = false;
    const { extension, lineEvents } = this.services;
    panel.iconPath = tabIcon(extension);
    const host: PanelHostFunctions = {
      // The page was made anew: it had been hidden, moved or reloaded.
      ready: () => {
        this.ready = true;
        this.send();
      },
      openSource: range => void this.openSource(range),
      choices: async () => (await this.comparing.possible()).map(run => ({ id: run.id, label: labelOf(run) })),
      compareWith: id => void this.compareWith(id),
      comparisonEnded: () => {
        this.beside = undefined;
        void this.services.memory.setBeside(undefined);
      },
      foresee: () => void this.foresee(),
      saveFile: (name, base64) => void this.services.files.save(name, Uint8Array.from(atob(base64), character => character.charCodeAt(0))),
      saveReplay: () => void this.saveReplay(),
      copyLink: () => {
        if (this.shown !== undefined) void copyLink(this.shown, this.services.book);
      },
      tourEnded: () => void this.services.memory.setTourTaken(),
    };
    this.rpc = createBirpc<PanelFunctions, PanelHostFunctions>(host, {
      post: message => void panel.webview.postMessage(message),
      on: receive => panel.webview.onDidReceiveMessage(receive),
      eventNames: ['show', 'compare', 'chooseComparison', 'foreseen', 'offerTour', 'explain', 'selectSource'],
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = this.rpc = this.shown = this.beside = this.foresight = undefined;
      lineEvents.show([]);
      setContext('panelShown', false);
    });
    const uri = (file: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', file)).toString();
    panel.webview.html = panelHtml({ scriptUri: uri('panel.js'), styleUri: uri('panel.css'), cspSource: panel.webview.cspSource, nonce: crypto.randomUUID(), title: panel.title, lang: vscode.env.language, texts: vscode.l10n.bundle });
  }

  private send(): void {
    if (!this.ready) return;
    if (this.shown === undefined) {
      if (this.explanation !== undefined) this.rpc?.explain(...this.explanation);
      return;
    }
    this.rpc?.show(packed(this.shown.recording));
    if (!this.services.memory.tourTaken) this.rpc?.offerTour();
    if (this.foresight !== undefined) this.rpc?.foreseen(this.foresight);
    if (this.beside !== undefined) this.rpc?.compare(packed(this.beside[0].recording), this.beside[1]);
  }

  private async foresee(): Promise<void> {
    const { shown } = this;
    if (shown === undefined || !mayRun()) return;
    const found = await foresee(this.services.lab, shown);
    if (this.shown !== shown) return;
    this.foresight = found;
    this.rpc?.foreseen(found);
  }

  private async saveReplay(): Promise<void> {
    const { shown, services: { book, files } } = this;
    if (shown !== undefined) await files.save(replayFileName(shown.recording), new TextEncoder().encode(replayFileText(replayFileOf(shown, book))));
  }

  private async compareWith(id: string): Promise<void> {
    const chosen = (await this.comparing.possible()).find(run => run.id === id);
    const found = chosen && await this.comparing.find(chosen);
    const { shown } = this;
    if (chosen === undefined || found === undefined || !mayRun()) return;
    const recorded = 'recording' in found ? found : await this.carryOut(found);
    if (recorded === undefined || this.shown !== shown) return;
    if ('why' in recorded) return void vscode.window.showInformationMessage(recorded.why);
    this.beside = [recorded, nameOf(chosen)];
    await this.services.memory.setBeside({ id, ...(chosen.run === 'before' ? { before: recorded.source } : {}) });
    this.rpc?.compare(packed(recorded.recording), nameOf(chosen));
  }

  private locate(file: string): vscode.Uri {
    return this.shown === undefined ? vscode.Uri.parse(file) : locationOf({ file, startLineNumber: 1, startColumn: 1, endLineNumber: 1, endColumn: 1 }, this.shown.source.file).uri;
  }

  private textOf(file: string): string {
    const { source } = this.shown!;
    return source.files[pathOfShown(source.file, file) ?? ''] ?? '';
  }

  private async openSource(range: SourceRange): Promise<void> {
    if (this.shown === undefined) return;
    const { uri, range: selection } = locationOf(range, this.shown.source.file);
    await vscode.window.showTextDocument(uri, { viewColumn: codeColumn(uri), preserveFocus: true, selection });
  }
}
