import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { RunEnd } from '../../../src/editor/runs.ts';
import { commands } from '../../../src/editor/ids.ts';
import { eventually, exercise, lessonId, theLesson, write } from './support.ts';

/**
 * The sessions that were started and have not ended. `vscode.debug.activeDebugSession` cannot tell: when a session and its
 * child end at once, the extension host takes "none is active" before "the parent is active", and keeps the dead parent.
 */
class Sessions {
  private readonly open = new Set<string>();
  private readonly watching = vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession(({ id }) => {
      this.begun++;
      this.open.add(id);
    }),
    vscode.debug.onDidTerminateDebugSession(({ id }) => this.open.delete(id)),
  );
  begun = 0;

  async ended(): Promise<void> {
    await eventually('the end of the sessions', () => this.begun > 0 && this.open.size === 0);
  }

  dispose(): void {
    this.watching.dispose();
  }
}

/** Sets a breakpoint on the first line that has this text. Returns the line's number. */
function stopAt(document: vscode.TextDocument, text: string): number {
  const line = document.getText().split('\n').findIndex(each => each.includes(text));
  assert.ok(line >= 0, text);
  vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(new vscode.Location(document.uri, new vscode.Position(line, 0)))]);
  return line + 1;
}

/** Gives one command after the other, at each stop of the debugger; notes where it stopped. Its breakpoints are for the first stop. */
function followed(steps: readonly string[]): { readonly frames: readonly { readonly line: number; readonly path: string }[]; readonly tracking: vscode.Disposable } {
  const frames: { line: number; path: string }[] = [];
  const tracking = vscode.debug.registerDebugAdapterTrackerFactory('*', {
    createDebugAdapterTracker: session => ({
      onDidSendMessage: async (message: { type: string; event?: string; body?: { threadId?: number; reason?: string } }) => {
        if (message.type !== 'event' || message.event !== 'stopped') return;
        const { threadId } = message.body!;
        const trace = await session.customRequest('stackTrace', { threadId, startFrame: 0, levels: 1 }) as { stackFrames: { line: number; source: { path: string } }[] };
        const [frame] = trace.stackFrames;
        const step = steps[frames.length] ?? 'continue';
        frames.push({ line: frame!.line, path: frame!.source.path });
        vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
        await session.customRequest(step, { threadId });
      },
    }),
  });
  return { frames, tracking };
}

describe('debugging', () => {
  let sessions: Sessions;
  beforeEach(() => {
    sessions = new Sessions();
  });
  afterEach(() => sessions.dispose());
  after(() => vscode.debug.removeBreakpoints(vscode.debug.breakpoints));

  it('stops at a breakpoint in the learner\'s TypeScript, goes on, and tells the verdict', async () => {
    const lesson = await theLesson();
    const document = await write(lesson.files['exercise.ts']!);
    await document.save();
    const line = stopAt(document, 'return { seat }');
    const { frames, tracking } = followed(['continue']);
    try {
      const end = await vscode.commands.executeCommand<RunEnd>(commands.debug, `${lessonId}#${lesson.scenarios[0]!.id}`);
      assert.equal(end.kind, 'done', JSON.stringify(end));
      assert.ok(end.kind === 'done' && end.scenarios[0]!.id === lesson.scenarios[0]!.id && end.scenarios[0]!.seeds === 1);
    } finally {
      tracking.dispose();
    }
    await sessions.ended();
    assert.ok(frames.length >= 1, 'never stopped');
    assert.equal(frames[0]!.line, line);
    assert.ok(decodeURIComponent(frames[0]!.path).endsWith((await exercise()).path.split('/').slice(-3).join('/')), frames[0]!.path);
  });

  it('never shows a lesson\'s own code, also when a function that it calls is stepped out of', async () => {
    const lesson = await theLesson();
    const document = await write(lesson.files['exercise.ts']!);
    await document.save();
    // The lesson's own code calls the constructor.
    const line = stopAt(document, 'this.free = new Set(seats)');
    const { frames, tracking } = followed(['stepOut', 'stepOut', 'stepOut', 'continue']);
    try {
      assert.equal((await vscode.commands.executeCommand<RunEnd>(commands.debug, `${lessonId}#${lesson.scenarios[0]!.id}`)).kind, 'done');
    } finally {
      tracking.dispose();
    }
    await sessions.ended();
    assert.equal(frames[0]?.line, line);
    const file = (await exercise()).path.split('/').slice(-3).join('/');
    assert.deepEqual(frames.filter(({ path }) => !decodeURIComponent(path).endsWith(file)), []);
  });

  it('ends the run with the session', async () => {
    const lesson = await theLesson();
    const document = await write(lesson.files['exercise.ts']!);
    stopAt(document, 'return { seat }');
    const run = vscode.commands.executeCommand<RunEnd>(commands.debug, `${lessonId}#${lesson.scenarios[0]!.id}`);
    await eventually('a stop', () => vscode.debug.activeStackItem);
    await vscode.debug.stopDebugging();
    assert.equal((await run).kind === 'done', false);
    await sessions.ended();
  });
});
