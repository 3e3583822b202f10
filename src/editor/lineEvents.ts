import * as vscode from 'vscode';
import { commands } from './ids.ts';
import { sameText } from './model/shown.ts';

export interface LineCount {
  readonly uri: vscode.Uri;
  /** 1-based. */
  readonly line: number;
  readonly events: number;
  /** The text of the file when it was recorded: the count holds as long as it is this. */
  readonly text: string;
}

/** Says over each line of the learner's how many events of the shown run it caused, and leads to them; the line is marked in the gutter. */
export class LineEvents implements vscode.CodeLensProvider, vscode.Disposable {
  private counts: readonly LineCount[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly mark = vscode.window.createTextEditorDecorationType({
    gutterIconSize: '60%', light: { gutterIconPath: pulse('#005fb8') }, dark: { gutterIconPath: pulse('#6cb6ff') },
  });
  private readonly registrations = vscode.Disposable.from(
    this.changed, this.mark,
    vscode.window.onDidChangeVisibleTextEditors(editors => editors.forEach(editor => this.markLines(editor))),
    vscode.workspace.onDidChangeTextDocument(({ document }) => vscode.window.visibleTextEditors.filter(editor => editor.document === document).forEach(editor => this.markLines(editor))),
  );

  show(counts: readonly LineCount[]): void {
    this.counts = counts;
    this.changed.fire();
    vscode.window.visibleTextEditors.forEach(editor => this.markLines(editor));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return this.countsIn(document).map(({ line, events }) => new vscode.CodeLens(firstColumn(line), {
      title: `$(pulse) ${inWords(events)}`,
      tooltip: vscode.l10n.t('Show them in the panel'),
      command: commands.showLineEvents, arguments: [document.uri, line],
    }));
  }

  dispose(): void {
    this.registrations.dispose();
  }

  private markLines(editor: vscode.TextEditor): void {
    editor.setDecorations(this.mark, this.countsIn(editor.document).map(({ line }) => firstColumn(line)));
  }

  /** None once the text is another one than was run. */
  private countsIn(document: vscode.TextDocument): readonly LineCount[] {
    const here = this.counts.filter(({ uri }) => uri.toString() === document.uri.toString());
    return here.length > 0 && sameText(here[0]!.text, document.getText()) ? here : [];
  }
}

const firstColumn = (line: number): vscode.Range => new vscode.Range(line - 1, 0, line - 1, 0);

const inWords = (events: number): string => (events === 1 ? vscode.l10n.t('1 event') : vscode.l10n.t('{0} events', events.toLocaleString(vscode.env.language)));

function pulse(colour: string): vscode.Uri {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"><path d="M1 8.5h3l2-5.5 3.5 10 2-4.5H15"/></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${btoa(drawing)}`);
}
