import * as vscode from 'vscode';
import { contextKeys } from './ids.ts';

/** Sets a context key that menus and views of the manifest look at. */
export function setContext(key: keyof typeof contextKeys, value: boolean): void {
  void vscode.commands.executeCommand('setContext', contextKeys[key], value);
}
