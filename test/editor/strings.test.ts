import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorStrings, stringBundle } from '../../src/cli/authoring/editorstrings.ts';

const root = join(import.meta.dirname, '..', '..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const words = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;

/** Names of our own, the page's style classes, and rules for the page's content. */
const NOT_FOR_READING = /^Faultlab$|^src\/editor\/page\/|codicon|-src \$\{/;

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
    const missed = editorStrings(root).filter(({ place, text, translated }) => !translated && isForReaders(text) && !NOT_FOR_READING.test(text) && !NOT_FOR_READING.test(place));
    assert.deepEqual(missed.map(({ place, text }) => `${place}: ${text}`), []);
  });
  it('is recognised as something to read', () => {
    assert.deepEqual(['Run', 'nothing to do', 'Looking for ${what} …', 'faultlab.start', '${number} ${title}', 'tsconfig.json'].map(isForReaders), [true, true, true, false, false, false]);
  });
  it('is all in the bundle that translators begin with', () => {
    const bundle = stringBundle(root);
    assert.equal(bundle['Choose a lesson'], 'Choose a lesson');
    assert.ok(Object.keys(bundle).length > 80);
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
