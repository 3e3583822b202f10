import { strict as assert } from 'node:assert';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonHtml } from '../../src/editor/model/lessonHtml.ts';

/** What VS Code asks of extensions, as far as code and manifest show it; the suites of the workbench look at the rest. */

const root = join(import.meta.dirname, '..', '..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const filesOf = (pattern: string): string[] => globSync(pattern, { cwd: root }).map(file => file.replaceAll('\\', '/')).sort();
const code = filesOf('src/{editor,panel}/**/*.ts').map(file => ({ file, text: textOf(file) }));
const using = (pattern: RegExp): string[] => code.flatMap(({ file, text }) => [...text.matchAll(new RegExp(pattern, 'g'))].map(() => file));

interface Manifest {
  readonly version: string;
  readonly icon: string;
  readonly license: string;
  readonly categories: readonly string[];
  readonly galleryBanner: object;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] }; readonly virtualWorkspaces: unknown };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string; readonly icon?: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly type?: string; readonly when?: string }[]>>;
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly svg?: string; readonly altText: string }; readonly completionEvents: readonly string[] }[] }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}
const manifest = JSON.parse(textOf('package.json')) as Manifest;

describe('the conventions', () => {
  it('begin for nobody who has not asked: no event of every start, file or debugging session', () => {
    assert.deepEqual(manifest.activationEvents.filter(event => !/^(onWebviewPanel:faultlab\.|onUri$|workspaceContains:faultlab\/)/.test(event)), []);
  });
  it('have one prefix and one category for commands and settings', () => {
    assert.ok(manifest.contributes.commands.every(({ command, category }) => command.startsWith('faultlab.') && category === 'Faultlab'));
    assert.ok(Object.keys(manifest.contributes.configuration.properties).every(name => name.startsWith('faultlab.')));
  });
  it('show lists as trees, and say something in each state in which a view is empty', () => {
    const views = Object.values(manifest.contributes.views).flat();
    assert.deepEqual(views.filter(({ type }) => type === 'webview'), []);
    const start = views.find(({ id }) => id === 'faultlab.start')!;
    const said = manifest.contributes.viewsWelcome.map(({ when }) => when.split(' && ').at(-1)!);
    assert.deepEqual(said.sort(), start.when!.split(' || ').sort());
  });
  it('keep context keys in one typed place', () => {
    assert.deepEqual(using(/'setContext'/), ['src/editor/context.ts']);
    assert.deepEqual(using(/setContext\((?!'\w+'|key: )/), []);
  });
  it('show what takes its time where somebody looks, and let it be stopped', () => {
    const shown = code.flatMap(({ file, text }) => [...text.matchAll(/location: (\{ viewId: [\w.]+ \}|(?:vscode\.)?ProgressLocation\.\w+)(, cancellable: true)?/g)].map(([, place, stops]) => `${file} ${place!.replace('vscode.', '')}${stops ?? ''}`));
    assert.deepEqual(shown, [
      'src/editor/exploring.ts ProgressLocation.Notification, cancellable: true', 'src/editor/foreseeing.ts ProgressLocation.Notification, cancellable: true',
      'src/editor/panelHost.ts ProgressLocation.Window', 'src/editor/runs.ts { viewId: views.lessons }',
    ]);
    assert.equal(using(/withProgress\(/).length, shown.length);
    const menus = manifest.contributes.menus['view/title']!;
    assert.ok(menus.some(({ command, when }) => command === 'faultlab.cancelRun' && when.includes('faultlab.running')), 'a run is stopped over the view that shows it');
  });
  it('say nothing that was not asked for: what begins by itself, at a start or when a file is saved, has no messages', () => {
    assert.deepEqual([...new Set(using(/show(Information|Warning|Error)Message\(/))], [
      'commands', 'debugging', 'exercises', 'exploring', 'foreseeing', 'journal', 'keptFiles', 'learnerFolder', 'panelHost', 'progressStore', 'runs',
    ].map(name => `src/editor/${name}.ts`));
  });
  it('have one status bar item, and webviews that forget themselves and are restored', () => {
    assert.deepEqual(using(/createStatusBarItem\(/), ['src/editor/status.ts']);
    assert.deepEqual(using(/createWebviewPanel\(/), ['src/editor/side.ts']);
    assert.deepEqual(using(/retainContextWhenHidden/), []);
    assert.deepEqual(using(/registerWebviewPanelSerializer\(/), ['src/editor/lessonPages.ts', 'src/editor/panelHost.ts']);
    assert.deepEqual(using(/\.setState\(/), ['src/editor/page/main.ts', 'src/panel/main.ts']);
    assert.deepEqual(using(/enableScripts: true(?!.*localResourceRoots: \[(this\.dist|vscode\.Uri\.joinPath\(this\.services\.extension, 'dist'\))\])/), []);
  });
  it('send nothing anywhere', () => {
    assert.deepEqual(using(/\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|createTelemetryLogger|node:(https?|net|dgram)/), []);
  });
  it('run nothing of a workspace that is not trusted', () => {
    const { untrustedWorkspaces: { supported, restrictedConfigurations } } = manifest.capabilities;
    assert.equal(supported, 'limited');
    assert.deepEqual([...restrictedConfigurations].sort(), Object.keys(manifest.contributes.configuration.properties).sort());
    assert.equal(manifest.capabilities.virtualWorkspaces, true);
  });
  it('let the lesson\'s page run its own script alone, and escape what it is given', () => {
    const words = { buildsOn: '', open: '', runAll: '', debug: '', compare: '', scenarios: '', hints: '', hintNext: '', hintsDone: '', run: '' };
    const html = lessonHtml({ scriptUri: 'https://res/lesson.js', styleUri: 'https://res/lesson.css', cspSource: 'https://res', nonce: 'n0nce', lang: '" onload="x', lesson: 'a/b', title: '</title><script>alert(1)</script>', kicker: '', buildsOn: [], html: '', words });
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!.replaceAll('&#39;', "'");
    assert.match(policy, /^default-src 'none'/);
    assert.match(policy, /script-src 'nonce-n0nce'$/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.doesNotMatch(html, /<script>alert|lang="" onload/);
    assert.ok(using(/nonce: (?!crypto\.randomUUID\(\)|string)/).length === 0, 'each page has a nonce of its own');
  });
  it('take every colour from the theme', () => {
    const styles = filesOf('src/{editor,panel}/**/*.css');
    const fixed = styles.flatMap(file => textOf(file).split('\n').filter(line => /#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|oklch)\((?!from var\(--vscode-)/i.test(line)).map(line => `${file}: ${line.trim()}`));
    assert.ok(styles.length >= 2);
    assert.deepEqual(fixed, []);
  });
  it('move nothing smoothly for those who do not want it', () => {
    const moving = filesOf('src/{editor,panel}/**/*.css').flatMap(file => textOf(file).split('\n').filter(line => /\b(transition|animation|scroll-behavior)\b/.test(line) && !line.startsWith('@media (prefers-reduced-motion: no-preference)')).map(line => `${file}: ${line.trim()}`));
    assert.deepEqual(moving, []);
    assert.deepEqual(using(/behavior: 'smooth'|\.animate\(/), []);
  });
  it('name icons that there are', () => {
    const known = new Set([...textOf('node_modules/@vscode/codicons/dist/codicon.css').matchAll(/\.codicon-([\w-]+):/g)].map(([, name]) => name));
    const named = [...code.map(({ text }) => text), JSON.stringify(manifest)].flatMap(text => [...text.matchAll(/\$\(([a-z][a-z-]*)(?:~\w+)?\)/g), ...text.matchAll(/ThemeIcon\('([a-z-]+)/g), ...text.matchAll(/\b(?:icon\(|icon: |button\(|tool\()'([a-z-]+)'/g)].map(([, name]) => name!));
    assert.ok(named.length > 40);
    assert.deepEqual(named.filter(name => !known.has(name)), []);
  });
  it('have one walkthrough of at most six steps, each with a picture, its description and what completes it', () => {
    assert.equal(manifest.contributes.walkthroughs.length, 1);
    const [{ steps }] = manifest.contributes.walkthroughs as [Manifest['contributes']['walkthroughs'][number]];
    assert.ok(steps.length <= 6);
    for (const { media, completionEvents } of steps) assert.ok(existsSync(join(root, media.svg!)) && media.altText !== '' && completionEvents.length > 0);
    const commands = manifest.contributes.commands.map(({ command }) => command);
    const completing = steps.flatMap(({ completionEvents }) => completionEvents).flatMap(event => /^onCommand:(.*)/.exec(event)?.[1] ?? []);
    assert.deepEqual(completing.filter(command => !commands.includes(command)), []);
  });
  it('fill the page of a marketplace: icon, banner, licence, categories, and what is new in this version', () => {
    const icon = readFileSync(join(root, manifest.icon));
    assert.ok(icon.readUInt32BE(16) >= 128 && icon.readUInt32BE(16) === icon.readUInt32BE(20), 'the icon is a square of 128 pixels or more');
    assert.ok(manifest.galleryBanner && manifest.categories.length > 0 && manifest.license === 'MIT');
    assert.match(textOf('LICENSE'), /MIT License/);
    assert.match(textOf('CHANGELOG.md'), new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')}$`, 'm'));
  });
});
