import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import shell from 'shiki/langs/shellscript.mjs';
import json from 'shiki/langs/json.mjs';
import typescript from 'shiki/langs/typescript.mjs';
import { lessonMarkdown } from '../../course/text/markdown.ts';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Turns a lesson's Markdown into HTML, with code coloured by classes such as `tok-keyword`. */
export async function createRenderer(): Promise<(markdown: string) => string> {
  const theme = createCssVariablesTheme({ name: 'classes' });
  const highlighter = await createHighlighterCore({ themes: [theme], langs: [typescript, json, shell], engine: createJavaScriptRegexEngine() });
  return lessonMarkdown((code, language) => coloured(highlighter, code, language));
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
