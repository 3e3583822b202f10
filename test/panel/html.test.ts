import assert from 'node:assert/strict';
import { panelHtml } from '../../src/panel/html.ts';

const shell = { scriptUri: 'https://res/panel.js', styleUri: 'https://res/panel.css', cspSource: 'https://res', nonce: 'n0nce', title: 'Panel', lang: 'en' };

describe('panelHtml', () => {
  it('lets nothing run but the panel script', () => {
    const html = panelHtml(shell);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!.replaceAll('&#39;', "'");
    assert.match(policy, /^default-src 'none'/);
    assert.match(policy, /script-src 'nonce-n0nce'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.match(html, /<script nonce="n0nce" src="https:\/\/res\/panel.js"><\/script>/);
    assert.match(html, /<div id="app" data-texts="[^"]*"><\/div>/);
  });

  it('escapes what it is given', () => {
    assert.doesNotMatch(panelHtml({ ...shell, title: '</title><script>alert(1)</script>' }), /<script>alert/);
    assert.doesNotMatch(panelHtml({ ...shell, lang: '" onload="x' }), /lang="" onload/);
    assert.doesNotMatch(panelHtml({ ...shell, texts: { a: '"><script>alert(1)</script>' } }), /<script>alert/);
  });
});
