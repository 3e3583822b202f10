import * as vscode from 'vscode';

export interface LineCount {
  readonly uri: vscode.Uri;
  /** 1-based. */
  readonly line: number;
  readonly events: number;
}

/** Says at each line of the learner's how many events of the shown run it caused. */
export class LineEvents implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({ after: { margin: '0 0 0 2.5em', color: new vscode.ThemeColor('editorCodeLens.foreground') }, isWholeLine: true });
  private counts: readonly LineCount[] = [];
  private readonly subscription = vscode.window.onDidChangeVisibleTextEditors(() => this.decorate());

  show(counts: readonly LineCount[]): void {
    this.counts = counts;
    this.decorate();
  }

  clear(): void {
    this.show([]);
  }

  dispose(): void {
    this.subscription.dispose();
    this.decoration.dispose();
  }

  private decorate(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      const here = this.counts.filter(({ uri, line }) => uri.toString() === document.uri.toString() && line <= document.lineCount);
      editor.setDecorations(this.decoration, here.map(({ line, events }) => ({
        range: document.lineAt(line - 1).range,
        renderOptions: { after: { contentText: events === 1 ? vscode.l10n.t('1 event') : vscode.l10n.t('{0} events', events) } },
      })));
    }
  }
}
