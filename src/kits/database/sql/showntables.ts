import type { Row } from './api.ts';
import type { Written } from './engine.ts';
import type { Store } from './store.ts';

/** Rows of a table that a recording shows. */
const SHOWN = 30;

/** What a recording shows of a database: the rows of each table that were written last. */
export class ShownTables {
  readonly tables: Readonly<Record<string, Map<string, Row>>>;

  constructor(store: Store) {
    this.tables = Object.fromEntries([...store.engine.tables.values()].map(table => {
      const rows = [...table.entries()].flatMap(({ text, versions }): [string, Row][] => {
        const row = versions.at(-1)?.row;
        return row ? [[text, row]] : [];
      });
      return [table.name, new Map(rows.slice(-SHOWN))];
    }));
  }

  changed(written: readonly Written[]): void {
    for (const { table, entry, row } of written) {
      const rows = this.tables[table.name]!;
      rows.delete(entry.text);
      if (row) rows.set(entry.text, row);
      if (rows.size > SHOWN) rows.delete(rows.keys().next().value!);
    }
  }
}
