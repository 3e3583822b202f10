import * as vscode from 'vscode';
import type { CatalogueModule } from '../course/catalogue.ts';
import type { LessonOutline } from '../course/outline.ts';
import type { Pack, PackProblem, PackSource } from '../course/pack/pack.ts';
import type { AssignmentStore } from './assignmentStore.ts';
import { exists, readFolder } from './files.ts';
import { settings } from './ids.ts';
import type { LabHost } from './labHost.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { LessonBook } from './lessonBook.ts';

const SECTION = 'faultlab';
const PACK_FILE = 'pack.yaml';

export interface PackServices {
  readonly book: LessonBook;
  readonly folder: LearnerFolder;
  readonly assignments: AssignmentStore;
  readonly lab: LabHost;
  readonly log: vscode.LogOutputChannel;
}

/**
 * The lesson packs that the workspace's setting and its assignment ask for: read, evaluated in the sandbox and put into the book; what has to be put right
 * in them is told at its line. In a workspace that is not trusted they are not even read.
 */
export class LessonPacks implements vscode.Disposable {
  private readonly services: PackServices;
  private readonly problems = vscode.languages.createDiagnosticCollection('faultlab.packs');
  private readonly subscriptions: vscode.Disposable;
  private places: readonly vscode.Uri[] = [];
  private assigned: readonly string[] = [];
  private loading: Promise<void> = Promise.resolve();

  constructor(services: PackServices) {
    this.services = services;
    const load = () => void this.load();
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration(change => change.affectsConfiguration(`${SECTION}.${settings.lessonPacks}`) && load()),
      vscode.workspace.onDidGrantWorkspaceTrust(load),
      services.folder.onDidChange(load),
      services.assignments.onDidChange(() => services.assignments.packs.join('\n') !== this.assigned.join('\n') && load()),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.places.some(place => uri.toString().startsWith(`${place.toString()}/`)) && load()),
    );
  }

  /** Takes what is named now, one reading after the other. */
  load(): Promise<void> {
    this.loading = this.loading.then(() => this.read()).catch((error: unknown) => this.services.log.error('lesson packs:', error instanceof Error ? error : String(error)));
    return this.loading;
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.problems.dispose();
  }

  private async read(): Promise<void> {
    const { book, folder, assignments } = this.services;
    this.assigned = assignments.packs;
    const root = (folder.root ?? vscode.workspace.workspaceFolders?.[0])?.uri;
    const named = root !== undefined && vscode.workspace.isTrusted ? await this.namedIn(root) : [];
    if (named.length === 0 && this.places.length === 0) return;
    this.places = [...new Map(named.map(place => [place.toString(), place])).values()];
    const problems: PackProblem[] = [];
    const modules: CatalogueModule[] = [];
    const sources: PackSource[] = [];
    for (const place of this.places) {
      const read = await this.readOne(place, problems);
      if ([...book.course, ...modules].some(({ id }) => id === read.pack.id)) {
        problems.push({ file: `${place.toString()}/${PACK_FILE}`, message: vscode.l10n.t('id: {0} is taken: choose another one', read.pack.id) });
      } else {
        modules.push(read.module(book.course.length + modules.length + 1));
        sources.push(...read.pack.lessons.map(({ source }) => source));
      }
    }
    book.setPacks(modules, sources);
    this.tell(problems);
  }

  private async namedIn(root: vscode.Uri): Promise<vscode.Uri[]> {
    const names = vscode.workspace.getConfiguration(SECTION, root).get<readonly string[]>(settings.lessonPacks, []);
    const { uri } = this.services.folder;
    const assigned = uri === undefined ? [] : this.assigned.map(path => vscode.Uri.joinPath(uri, path));
    return [...await Promise.all(names.map(name => placeOf(name, root))), ...assigned];
  }

  /** What stands in a pack's folder. */
  private async readOne(place: vscode.Uri, problems: PackProblem[]): Promise<{ readonly pack: Pack; module(number: number): CatalogueModule }> {
    const { readPack, packModule, lessonMarkdown } = await import('./foreign.ts');
    const pack = readPack(await readFolder(place, path => /\.(ts|md|ya?ml)$/.test(path)), place.toString());
    problems.push(...pack.problems);
    const outlines = new Map<string, LessonOutline>();
    for (const { source } of pack.lessons) {
      const outline = await this.outlineOf(source, problems);
      if (outline) outlines.set(source.id, outline);
    }
    return { pack, module: number => packModule(pack, number, outlines, lessonMarkdown()) };
  }

  private async outlineOf(source: PackSource, problems: PackProblem[]): Promise<LessonOutline | undefined> {
    const outcome = await this.services.lab.describe({ lesson: source.id, pack: source }).catch((error: unknown) => error as Error);
    if (!(outcome instanceof Error) && outcome.kind === 'outline') return outcome.outline;
    const [problem] = !(outcome instanceof Error) && outcome.kind === 'problems' ? outcome.problems : [];
    const message = problem?.message ?? vscode.l10n.t('The lesson could not be loaded: {0}', outcome instanceof Error ? outcome.message : outcome.kind);
    const { file, startLineNumber } = problem?.range ?? { file: source.file };
    problems.push({ file, message, ...(startLineNumber === undefined ? {} : { line: startLineNumber }) });
    return undefined;
  }

  private tell(problems: readonly PackProblem[]): void {
    this.problems.clear();
    for (const file of new Set(problems.map(problem => problem.file))) {
      this.problems.set(vscode.Uri.parse(file), problems.filter(problem => problem.file === file).map(({ line = 1, message }) => {
        const diagnostic = new vscode.Diagnostic(new vscode.Range(line - 1, 0, line - 1, 1_000), message);
        diagnostic.source = 'Faultlab';
        return diagnostic;
      }));
    }
  }
}

/** A folder, absolute or in the workspace's, else the package of that name that is installed there. */
async function placeOf(name: string, root: vscode.Uri): Promise<vscode.Uri> {
  const path = name.replaceAll('\\', '/').replace(/\/+$/, '');
  if (/^[a-z]:\//i.test(path)) return vscode.Uri.file(path);
  if (path.startsWith('/')) return root.with({ path });
  const folder = vscode.Uri.joinPath(root, path);
  const installed = vscode.Uri.joinPath(root, 'node_modules', path);
  return path.startsWith('.') || await exists(folder) || !await exists(installed) ? folder : installed;
}
