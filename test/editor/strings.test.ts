import { strict as assert } from 'node:assert';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorStrings, stringBundle, stringsOf } from '../../src/cli/authoring/editorstrings.ts';

const root = join(import.meta.dirname, '..', '..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const words = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;

/** Names of our own, rules for the page's content, keys, sides, events of a library, and names by which pictures and states are kept. */
const NOT_FOR_READING = /^Faultlab$|^src\/editor\/page\/|codicon|-src \$\{|^Arrow|^(Top|Right|Bottom|Left)$|^start brush end$|^(Topology|State|rolled back|wrong parent|not recorded)$/;

/** The style classes of our pages. */
const classes = new Set(globSync('src/{panel,editor}/**/*.css', { cwd: root }).flatMap(file => [...readFileSync(join(root, file), 'utf8').matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name!)));

/** Whether a text is a list of style classes, parts of which may be computed. */
const isClasses = (text: string): boolean => text.split(/\s+/).every(word => word === '' || word.includes('${}') || classes.has(word));

/** Whether a text has words that somebody would read: two in a row, or one that begins a sentence. */
function isForReaders(text: string): boolean {
  const bare = text.replace(/<[^>]*>/g, '').replace(/\$\{[^}]*\}/g, '').trim();
  return /\p{L}{2,}\s+\p{L}{2,}/u.test(bare) || /^[A-Z][a-z]{2,}(\s*$|[…:.!?])/.test(bare);
}

/** Strings of the manifest that the editor shows, by where they are. */
function shownByManifest(value: unknown, path: readonly string[] = []): { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') {
    const shown = /^(title|name|description|markdownDescription|enumDescriptions|markdownEnumDescriptions|contents|displayName|contextualTitle|altText|label|deprecationMessage)$/;
    return path.some(part => shown.test(part)) ? [{ path: path.join('.'), text: value }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => shownByManifest(part, [...path, key]));
}

describe('what the editor says', () => {
  it('is asked for in the learner\'s language', () => {
    const missed = editorStrings(root).filter(({ place, text, translated }) => !translated && isForReaders(text) && !isClasses(text) && !NOT_FOR_READING.test(text) && !NOT_FOR_READING.test(place));
    assert.deepEqual(missed.map(({ place, text }) => `${place}: ${text}`), []);
  });
  it('is recognised as something to read', () => {
    assert.deepEqual(['Run', 'nothing to do', 'Looking for ${what} …', 'faultlab.start', '${number} ${title}', 'tsconfig.json'].map(isForReaders), [true, true, true, false, false, false]);
  });
  it('is all in the bundle that translators begin with', () => {
    const bundle = stringBundle(root);
    assert.equal(bundle['Choose a lesson'], 'Choose a lesson');
    assert.equal(bundle['Nothing to show yet'], 'Nothing to show yet');
    assert.equal(bundle['sends {0} to {1}'], 'sends {0} to {1}');
    assert.ok(Object.keys(bundle).length > 400);
  });
  it('is a whole text wherever it is asked for, so that the bundle can have it', () => {
    const asked = globSync(['src/editor/**/*.ts', 'src/panel/**/*.ts', 'src/lab/*.ts'], { cwd: root }).filter(file => !file.endsWith('l10n.ts'));
    const calls = asked.flatMap(file => [...readFileSync(join(root, file), 'utf8').matchAll(/(?<![\w.])(?:vscode\.l10n\.)?t(?:Parts(?:<[^()]*>)?)?\((.)/g)].map(([call, first]) => ({ call: `${file}: ${call}`, first })));
    assert.ok(calls.length > 400);
    assert.deepEqual(calls.filter(({ first }) => first !== '\'').map(({ call }) => call), []);
  });
  it('is given to the panel, whose page cannot ask VS Code', () => {
    assert.match(readFileSync(join(root, 'src', 'editor', 'panelHost.ts'), 'utf8'), /panelHtml\(\{.*\btexts: vscode\.l10n\.bundle\b/);
    assert.match(readFileSync(join(root, 'src', 'panel', 'main.ts'), 'utf8'), /^useBundle\(/m);
  });
  it('has as many values as its text has places for', () => {
    const wrong = Object.keys(stringBundle(root)).filter(text => {
      const places = new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)));
      return [...places].some(place => place >= places.size);
    });
    assert.deepEqual(wrong, []);
  });
  it('is found in code that does not ask for it', () => {
    const found = (code: string): readonly unknown[] => stringsOf('a.ts', code).map(({ text, translated }) => [text, translated]);
    assert.deepEqual(found("h('p', { title: 'Show when' }, t('Who'), `At ${t('{0} ms', 3)} there`);").slice(1), [['Show when', false], ['Who', true], ['At ${} there', false], ['{0} ms', true]]);
    assert.deepEqual(found("if (key === 'Page Up') log.error('it broke'); ({ 'rolled back': 1 })['rolled back'];"), []);
  });
});

describe('what the manifest says', () => {
  const manifest = JSON.parse(manifestText) as Readonly<Record<string, unknown>>;

  it('stands in package.nls.json, each text under a key', () => {
    const { displayName, description, capabilities, contributes } = manifest;
    const shown = shownByManifest({ displayName, description, capabilities, contributes });
    assert.ok(shown.length > 40);
    assert.deepEqual(shown.filter(({ text }) => text !== 'Faultlab' && !/^%[\w.]+%$/.test(text)), []);
  });
  it('has a text for each key, and a use for each text', () => {
    const used = new Set([...manifestText.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!));
    assert.deepEqual([...used].filter(key => !words[key]), []);
    assert.deepEqual(Object.keys(words).filter(key => !used.has(key)), []);
  });
  it('tells of each setting what it does and how far it reaches', () => {
    const { configuration } = manifest['contributes'] as { configuration: { properties: Readonly<Record<string, { scope?: string; description?: string; markdownDescription?: string }>> } };
    for (const [name, { scope, description, markdownDescription }] of Object.entries(configuration.properties)) {
      assert.ok(['application', 'machine', 'machine-overridable', 'window', 'resource', 'language-overridable'].includes(scope ?? ''), `${name} has no scope`);
      assert.ok((words[(markdownDescription ?? description ?? '').slice(1, -1)] ?? '').length > 20, `${name} has no description`);
    }
  });
});
