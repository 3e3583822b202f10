import * as vscode from 'vscode';
import { CATALOGUE_FILE, type Catalogue, type CatalogueLesson, type CatalogueModule } from '../course/catalogue.ts';
import { veilBytes } from '../course/veil.ts';

/** The built catalogue, by id. */
export class LessonBook {
  readonly catalogue: Catalogue;
  private readonly byId: ReadonlyMap<string, CatalogueLesson>;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    this.byId = new Map(this.lessons.map(lesson => [lesson.id, lesson]));
  }

  get modules(): readonly CatalogueModule[] {
    return this.catalogue.modules;
  }

  get lessons(): readonly CatalogueLesson[] {
    return this.catalogue.modules.flatMap(module => module.lessons);
  }

  get built(): readonly CatalogueLesson[] {
    return this.lessons.filter(lesson => lesson.built);
  }

  lesson(id: string): CatalogueLesson | undefined {
    return this.byId.get(id);
  }
}

/** Reads the built catalogue. Throws where the extension is incomplete. */
export async function readBook(extension: vscode.Uri): Promise<LessonBook> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', CATALOGUE_FILE));
  return new LessonBook(JSON.parse(new TextDecoder().decode(veilBytes(bytes))) as Catalogue);
}
