import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import { lessonProgress } from '../course/progress.ts';
import { setContext } from './context.ts';
import type { Debugging } from './debugging.ts';
import { commands, webviews } from './ids.ts';
import type { LessonBook } from './lessonBook.ts';
import { comingWords, levelWords, stateWords } from './words.ts';
import { lessonHtml } from './model/lessonHtml.ts';
import { lessonLinks, withLessonLinks, type LinkWords } from './model/lessonLinks.ts';
import { isRevealed, scenarioLabel, scenarioState } from './model/states.ts';
import { Visited } from './model/visited.ts';
import { lessonActions, type FromLessonPage, type LessonAction, type LessonPageState, type SavedLessonPage, type ToLessonPage } from './page/protocol.ts';
import type { ProgressStore } from './progressStore.ts';
import { openBeside, tabIcon } from './side.ts';

const commandOf: Readonly<Record<LessonAction, string>> = {
  open: commands.openLesson, runAll: commands.runAll, runScenario: commands.runScenario, debug: commands.debug, hint: commands.showHint, compare: commands.compareSolution,
};

export interface LessonPageServices {
  readonly extension: vscode.Uri;
  readonly book: LessonBook;
  readonly progress: ProgressStore;
  readonly debugging: Debugging;
}

/** The lesson's text in a webview beside the program; one page that shows the lesson opened last. */
export class LessonPages implements vscode.WebviewPanelSerializer<SavedLessonPage | undefined>, vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private lesson: CatalogueLesson | undefined;
  private visited = new Visited();
  private ready = false;
  private hintWanted = false;
  private readonly extension: vscode.Uri;
  private readonly book: LessonBook;
  private readonly progress: ProgressStore;
  private readonly debugging: Debugging;
  private readonly subscriptions: vscode.Disposable;
  private readonly links: LinkWords;

  constructor({ extension, book, progress, debugging }: LessonPageServices) {
    this.extension = extension;
    this.book = book;
    this.links = { lesson: id => book.lesson(id), tooltip: lesson => (lesson.built ? `${lesson.number} ${lesson.title}` : comingWords(lesson)) };
    this.progress = progress;
    this.debugging = debugging;
    this.subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(webviews.lesson, this),
      progress.onDidChange(() => this.sendState()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.sendState()),
    );
  }

  /** Shows a lesson; the editor keeps the focus. */
  show(lesson: CatalogueLesson): void {
    if (this.panel === undefined) {
      this.adopt(openBeside(webviews.lesson, titleOf(lesson), { enableScripts: true, enableFindWidget: true, localResourceRoots: [this.dist] }));
    } else {
      this.panel.reveal(undefined, true);
    }
    this.fill(lesson);
  }

  /** Shows the lesson that the page had shown before or after this one. */
  go(by: -1 | 1): void {
    const lesson = this.book.lesson(this.visited.go(by) ?? '');
    if (this.panel !== undefined && lesson?.built) this.fill(lesson);
  }

  /** Brings the newest hint of the shown lesson into view. */
  showHint(lesson: CatalogueLesson): void {
    this.show(lesson);
    this.hintWanted = true;
    this.sendState();
  }

  /** The editor may have saved the tab before the page had a state to save: its title tells the lesson as well. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: SavedLessonPage | undefined): Promise<void> {
    const lesson = state === undefined ? this.book.lessons.find(each => titleOf(each) === panel.title) : this.book.lesson(state.lesson);
    if (lesson === undefined || !lesson.built) return panel.dispose();
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.dist] };
    this.adopt(panel);
    this.fill(lesson);
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.panel?.dispose();
  }

  private get dist(): vscode.Uri {
    return vscode.Uri.joinPath(this.extension, 'dist');
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    panel.iconPath = tabIcon(this.extension);
    panel.webview.onDidReceiveMessage((message: FromLessonPage) => this.receive(message));
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = this.lesson = undefined;
      this.visited = new Visited();
      this.tellWays();
    });
  }

  private receive(message: FromLessonPage): void {
    if (message.kind === 'ready') {
      this.ready = true;
      return this.sendState();
    }
    if (message.kind === 'lesson') {
      const linked = this.book.lesson(message.lesson);
      if (linked?.built) this.show(linked);
      return;
    }
    if (this.lesson !== undefined && lessonActions.includes(message.action)) void vscode.commands.executeCommand(commandOf[message.action], message.scenario === undefined ? this.lesson.id : `${this.lesson.id}#${message.scenario}`);
  }

  private fill(lesson: CatalogueLesson): void {
    const panel = this.panel!;
    if (this.lesson?.id === lesson.id) return;
    this.lesson = lesson;
    this.visited.visit(lesson.id);
    this.tellWays();
    this.ready = false;
    panel.title = titleOf(lesson);
    const uri = (file: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(this.dist, file)).toString();
    const { t } = vscode.l10n;
    panel.webview.html = lessonHtml({
      scriptUri: uri('lesson.js'), styleUri: uri('lesson.css'), cspSource: panel.webview.cspSource, nonce: crypto.randomUUID(), lang: vscode.env.language,
      lesson: lesson.id, title: lesson.title, kicker: t('Lesson {0} · {1} · about {2} minutes', lesson.number, levelWords(lesson.level), lesson.minutes),
      buildsOn: lessonLinks(lesson.prerequisites, this.links), html: withLessonLinks(lesson.html, this.links),
      words: {
        buildsOn: t('Builds on:'), open: t('Open exercise'), runAll: t('Run all scenarios'), ...(this.debugging.possible ? { debug: t('Debug') } : {}), compare: t('Compare with the solution'), scenarios: t('Scenarios'), hints: t('Hints'),
        hintNext: t('Show hint {0} of {1}', '{0}', '{1}'), hintsDone: t('No more hints'), run: t('Run {0}', '{0}'),
      },
    });
  }

  private tellWays(): void {
    setContext('lessonBack', this.visited.canGoBack);
    setContext('lessonForward', this.visited.canGoForward);
  }

  /** A hidden page asks again when it is shown. */
  private sendState(): void {
    if (this.panel === undefined || this.lesson === undefined || !this.ready) return;
    const send = (message: ToLessonPage) => void this.panel!.webview.postMessage(message);
    send({ kind: 'state', state: this.stateOf(this.lesson) });
    if (this.hintWanted) send({ kind: 'showHint' });
    this.hintWanted = false;
  }

  private stateOf(lesson: CatalogueLesson): LessonPageState {
    const progress = lessonProgress(this.progress.value, lesson.id);
    return {
      scenarios: lesson.scenarios.map(scenario => {
        const state = scenarioState(lesson, scenario.id, progress);
        const symptom = isRevealed(scenario, progress) ? scenario.symptom : vscode.l10n.t('Hidden: shown once it has failed, or the lesson is passed.');
        return { id: scenario.id, label: scenarioLabel(scenario, progress), symptom, state, words: state === 'untried' ? '' : stateWords(state) };
      }),
      hints: lesson.hints.slice(0, progress.hints).map(html => withLessonLinks(html, this.links)),
      hintCount: lesson.hints.length,
      mayRun: vscode.workspace.isTrusted,
    };
  }
}

function titleOf(lesson: CatalogueLesson): string {
  return `${lesson.number} ${lesson.title}`;
}
