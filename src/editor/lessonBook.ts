import * as vscode from 'vscode';
import { CATALOGUE_FILE, readCatalogue, type Catalogue, type CatalogueLesson, type CatalogueModule } from '../course/catalogue.ts';
import type { PackSource } from '../course/pack/pack.ts';

/** The built catalogue and the lessons of packs after it, by id. */
export class LessonBook {
  /** Modules of the course itself. */
  readonly course: readonly CatalogueModule[];
  private all: Catalogue;
  private byId: ReadonlyMap<string, CatalogueLesson>;
  private sources: ReadonlyMap<string, PackSource> = new Map();
  private readonly changed = new vscode.EventEmitter<void>();
  /** Packs came or went. */
  readonly onDidChange = this.changed.event;

  constructor(catalogue: Catalogue) {
    this.course = catalogue.modules;
    this.all = catalogue;
    this.byId = new Map(this.lessons.map(lesson => [lesson.id, lesson]));
  }

  get catalogue(): Catalogue {
    return this.all;
  }

  get modules(): readonly CatalogueModule[] {
    return this.all.modules;
  }

  get lessons(): readonly CatalogueLesson[] {
    return this.modules.flatMap(module => module.lessons);
  }

  get built(): readonly CatalogueLesson[] {
    return this.lessons.filter(lesson => lesson.built);
  }

  lesson(id: string): CatalogueLesson | undefined {
    return this.byId.get(id);
  }

  /** Where a lesson comes from, if it is one of a pack. */
  packOf(lesson: string): PackSource | undefined {
    return this.sources.get(lesson);
  }

  /** These packs, instead of those before. */
  setPacks(modules: readonly CatalogueModule[], sources: readonly PackSource[]): void {
    this.all = { ...this.all, modules: [...this.course, ...modules] };
    this.byId = new Map(this.lessons.map(lesson => [lesson.id, lesson]));
    this.sources = new Map(sources.map(source => [source.id, source]));
    this.changed.fire();
  }
}

/** Reads the built catalogue. Throws where the extension is incomplete. */
export async function readBook(extension: vscode.Uri): Promise<LessonBook> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', CATALOGUE_FILE));
  return new LessonBook(readCatalogue(bytes, new TextDecoder()));
}
