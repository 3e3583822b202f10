import * as vscode from 'vscode';

/** Lesson text and panel share one column beside the learner's program. */
export class Side {
  private readonly panels = new Set<vscode.WebviewPanel>();

  add(panel: vscode.WebviewPanel): void {
    this.panels.add(panel);
    panel.onDidDispose(() => this.panels.delete(panel));
  }

  /** Where the next panel goes: to the one that is open, else beside the active editor. */
  get column(): vscode.ViewColumn {
    return [...this.panels].find(({ viewColumn }) => viewColumn !== undefined)?.viewColumn ?? vscode.ViewColumn.Beside;
  }
}

/** Where a learner's file is shown already, else the first column; never on top of a panel. */
export function codeColumn(uri: vscode.Uri): vscode.ViewColumn {
  const tab = vscode.window.tabGroups.all.find(group => group.tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()));
  return tab?.viewColumn ?? vscode.ViewColumn.One;
}

export function tabIcon(extension: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const file = (name: string) => vscode.Uri.joinPath(extension, 'media', name);
  return { light: file('tab-light.svg'), dark: file('tab-dark.svg') };
}
