import * as vscode from 'vscode';
import { webviews } from './ids.ts';

type Webview = (typeof webviews)[keyof typeof webviews];

/** Lesson text and panel share one column beside the learner's program: where one of them is, else beside the active editor. */
function sideColumn(): vscode.ViewColumn {
  const shared = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(tab => Object.values(webviews).some(webview => shows(tab, webview))));
  return shared?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** Where a learner's file is shown already, else the first column; never on top of a panel. */
export function codeColumn(uri: vscode.Uri): vscode.ViewColumn {
  const tab = vscode.window.tabGroups.all.find(group => group.tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()));
  return tab?.viewColumn ?? vscode.ViewColumn.One;
}

/** Opens a webview in the side column. A tab of it from before a reload, which is restored only when it is looked at, gives way. */
export function openBeside(webview: Webview, title: string, options: vscode.WebviewOptions & vscode.WebviewPanelOptions): vscode.WebviewPanel {
  const left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(tab => shows(tab, webview));
  const panel = vscode.window.createWebviewPanel(webview, title, { viewColumn: sideColumn(), preserveFocus: true }, options);
  void vscode.window.tabGroups.close(left, true);
  return panel;
}

export function tabIcon(extension: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const file = (name: string) => vscode.Uri.joinPath(extension, 'media', name);
  return { light: file('tab-light.svg'), dark: file('tab-dark.svg') };
}

/** The editor puts a prefix before a webview's type. */
function shows({ input }: vscode.Tab, webview: Webview): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(webview);
}
