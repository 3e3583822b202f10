import { escapeHtml } from '../../panel/html.ts';

export interface LessonShell {
  /** `webview.asWebviewUri` of `dist/lesson.js`. */
  readonly scriptUri: string;
  readonly styleUri: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Fresh cryptographic random for every shell. */
  readonly nonce: string;
  /** BCP 47 tag of the display language. */
  readonly lang: string;
  readonly lesson: string;
  readonly title: string;
  /** Number, level and time, above the title. */
  readonly kicker: string;
  /** Links to the lessons before it, as HTML. */
  readonly buildsOn: readonly string[];
  /** The lesson's text, prerendered. */
  readonly html: string;
  /** Words in the learner's language. */
  readonly words: {
    readonly buildsOn: string;
    readonly open: string; readonly runAll: string; /** Absent where it cannot be done. */ readonly debug?: string; readonly compare: string; readonly scenarios: string; readonly hints: string;
    readonly hintNext: string; readonly hintsDone: string; readonly run: string;
  };
}

/** The page that shows a lesson: its text, its scenarios and the hints so far. Nothing runs but the page's own script. */
export function lessonHtml(shell: LessonShell): string {
  const { words, nonce, cspSource } = shell;
  const policy = [
    "default-src 'none'", `img-src ${cspSource} data:`, `font-src ${cspSource}`, `style-src ${cspSource}`, `script-src 'nonce-${nonce}'`,
  ].join('; ');
  const e = escapeHtml;
  return `<!DOCTYPE html>
<html lang="${e(shell.lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${e(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${e(shell.styleUri)}">
<title>${e(shell.title)}</title>
</head>
<body data-lesson="${e(shell.lesson)}" data-hint-next="${e(words.hintNext)}" data-hints-done="${e(words.hintsDone)}" data-run="${e(words.run)}">
<main class="page">
<header>
<p class="kicker">${e(shell.kicker)}</p>
<h1>${e(shell.title)}</h1>
${shell.buildsOn.length === 0 ? '' : `<p class="builds-on">${e(words.buildsOn)} ${shell.buildsOn.join(' · ')}</p>`}
<div class="actions">
<button class="primary" data-action="open">${e(words.open)}</button>
<button data-action="runAll">${e(words.runAll)}</button>
${words.debug === undefined ? '' : `<button data-action="debug">${e(words.debug)}</button>`}
</div>
</header>
<article>${shell.html}</article>
<section aria-labelledby="scenarios-heading">
<h2 id="scenarios-heading">${e(words.scenarios)}</h2>
<ul id="scenarios" class="plain"></ul>
</section>
<section aria-labelledby="hints-heading">
<h2 id="hints-heading">${e(words.hints)}</h2>
<ol id="hints" class="plain" aria-live="polite"></ol>
<p><button id="next-hint" data-action="hint"></button> <button data-action="compare">${e(words.compare)}</button></p>
</section>
</main>
<script nonce="${e(nonce)}" src="${e(shell.scriptUri)}"></script>
</body>
</html>`;
}
