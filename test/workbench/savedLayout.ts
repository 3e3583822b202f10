import type { Page } from 'playwright-core';
import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

const LATEST_MS = 180_000;
const LOOK_EVERY_MS = 250;

/**
 * Waits until a reload would bring back this webview in front. VS Code in a browser writes its layout every few seconds
 * only, and nothing at the moment of the reload: what was opened just before is lost to anybody. It writes when the page is
 * idle, which a headless browser never calls a page that has nothing to draw: frames are asked for.
 */
export async function savedInFront(page: Page, webview: string): Promise<void> {
  const deadline = Date.now() + LATEST_MS;
  while (!(await frontEditors(page)).some(editor => editor.includes(webview))) {
    assert.ok(Date.now() < deadline, `the workbench has not saved that ${webview} is in front`);
    await page.evaluate(() => { requestAnimationFrame(() => {}); });
    await sleep(LOOK_EVERY_MS);
  }
}

interface Group {
  readonly editors: readonly { readonly value: string }[];
  /** Indices of editors, the last used first. */
  readonly mru: readonly number[];
}

type Grid = { readonly type: 'leaf'; readonly data: Group } | { readonly type: 'branch'; readonly data: readonly Grid[] };

/** What is saved of the editor in front of each group. */
async function frontEditors(page: Page): Promise<string[]> {
  const saved = await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const names = (await indexedDB.databases()).flatMap(({ name }) => name?.startsWith('vscode-web-state-db-') && !name.includes('-global') ? [name] : []);
    const values = await Promise.all(names.map(async name => {
      const database = await done(indexedDB.open(name));
      try {
        return await done<unknown>(database.transaction('ItemTable').objectStore('ItemTable').get('memento/workbench.parts.editor'));
      } finally {
        database.close();
      }
    }));
    return values.find(value => typeof value === 'string');
  });
  if (saved === undefined) return [];
  const { 'editorpart.state': { serializedGrid } } = JSON.parse(saved) as { 'editorpart.state': { serializedGrid: { root: Grid } } };
  const groups = (grid: Grid): Group[] => grid.type === 'leaf' ? [grid.data] : grid.data.flatMap(groups);
  return groups(serializedGrid.root).flatMap(({ editors, mru }) => mru.length > 0 ? [editors[mru[0]!]!.value] : []);
}
