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

/** Says over each line of the learner's how many events of the shown run it caused, and leads to them. */
export class LineEvents implements vscode.CodeLensProvider, vscode.Disposable {
  private counts: readonly LineCount[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;

  show(counts: readonly LineCount[]): void {
    this.counts = counts;
    this.changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const here = this.counts.filter(({ uri }) => uri.toString() === document.uri.toString());
    if (here.length === 0 || !sameText(here[0]!.text, document.getText())) return [];
    return here.map(({ line, events }) => new vscode.CodeLens(new vscode.Range(line - 1, 0, line - 1, 0), {
      title: `$(pulse) ${events === 1 ? vscode.l10n.t('1 event') : vscode.l10n.t('{0} events', events.toLocaleString(vscode.env.language))}`,
      tooltip: vscode.l10n.t('Show them in the panel'),
      command: commands.showLineEvents, arguments: [document.uri, line],
    }));
  }

  dispose(): void {
    this.changed.dispose();
  }
}
