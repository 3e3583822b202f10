import MarkdownIt from 'markdown-it';
import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import shell from 'shiki/langs/shellscript.mjs';
import json from 'shiki/langs/json.mjs';
import typescript from 'shiki/langs/typescript.mjs';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * Turns a lesson's Markdown into HTML for a page without inline styles: code is coloured by classes such as
 * `tok-keyword`, links lead to https addresses or within the page, HTML in the text is shown as text.
 */
export async function createRenderer(): Promise<(markdown: string) => string> {
  const theme = createCssVariablesTheme({ name: 'classes' });
  const highlighter = await createHighlighterCore({ themes: [theme], langs: [typescript, json, shell], engine: createJavaScriptRegexEngine() });
  const markdown = new MarkdownIt({ html: false, highlight: (code, language) => coloured(highlighter, code, language) });
  markdown.validateLink = url => /^(https:\/\/|#)/.test(url);
  markdown.disable('image');
  return text => markdown.render(text);
}

/** Spans with classes; empty (the text as it is) for a language that is not coloured. */
function coloured(highlighter: HighlighterCore, code: string, language: string): string {
  if (!highlighter.getLoadedLanguages().includes(language)) return '';
  // The default limit per line would make the result depend on how busy the machine is.
  const lines = highlighter.codeToTokensBase(code, { lang: language, theme: 'classes', tokenizeTimeLimit: 0 });
  return lines.map(tokens => tokens.map(({ content, color }) => {
    const name = /^var\(--shiki-token-([a-z-]+)\)$/.exec(color ?? '')?.[1];
    return name === undefined ? escape(content) : `<span class="tok-${name}">${escape(content)}</span>`;
  }).join('')).join('\n');
}
