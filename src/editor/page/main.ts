import './lesson.css';
import '@vscode/codicons/dist/codicon.css';
import type { FromLessonPage, LessonAction, LessonPageState, SavedLessonPage, ToLessonPage } from './protocol.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromLessonPage): void; getState(): SavedLessonPage | undefined; setState(state: SavedLessonPage): void };

const vscode = acquireVsCodeApi();
const words = document.body.dataset as { readonly lesson: string; readonly hintNext: string; readonly hintsDone: string; readonly run: string };
const icons: Readonly<Record<string, string>> = { untried: 'circle-large-outline', passed: 'pass-filled', passedOlder: 'pass', failed: 'error' };

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function show({ scenarios, hints, hintCount, mayRun }: LessonPageState): void {
  document.getElementById('scenarios')!.replaceChildren(...scenarios.map(scenario => {
    const item = element('li', `scenario ${scenario.state}`);
    const icon = element('span', `codicon codicon-${icons[scenario.state] ?? 'circle-large-outline'}`);
    icon.setAttribute('aria-hidden', 'true');
    const name = element('span', 'name', scenario.label);
    const run = element('button', 'small codicon codicon-play');
    run.dataset['action'] = 'runScenario';
    run.dataset['scenario'] = scenario.id;
    run.title = words.run.replace('{0}', scenario.label);
    run.setAttribute('aria-label', run.title);
    const text = element('span', 'text');
    text.append(name, element('span', 'symptom', scenario.symptom));
    item.append(icon, text, element('span', 'state', scenario.words), run);
    return item;
  }));
  const shown = hints.map(html => {
    const item = element('li', 'hint');
    item.innerHTML = html;
    return item;
  });
  document.getElementById('hints')!.replaceChildren(...shown);
  const next = document.getElementById('next-hint') as HTMLButtonElement;
  next.disabled = hints.length >= hintCount;
  next.textContent = next.disabled ? words.hintsDone : words.hintNext.replace('{0}', String(hints.length + 1)).replace('{1}', String(hintCount));
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-action^="run"], [data-action="debug"]')) button.disabled = !mayRun;
}

document.addEventListener('click', event => {
  const link = (event.target as Element).closest('a[href^="lesson:"]');
  if (link !== null) {
    event.preventDefault();
    return vscode.postMessage({ kind: 'lesson', lesson: link.getAttribute('href')!.slice('lesson:'.length) });
  }
  const button = (event.target as Element).closest<HTMLElement>('[data-action]');
  if (button === null || (button as HTMLButtonElement).disabled) return;
  const { action, scenario } = button.dataset;
  vscode.postMessage({ kind: 'action', action: action as LessonAction, ...(scenario === undefined ? {} : { scenario }) });
});

window.addEventListener('message', ({ data }: MessageEvent<ToLessonPage>) => {
  if (data.kind === 'state') show(data.state);
  else document.querySelector('#hints li:last-child')?.scrollIntoView({ block: 'center' });
});

const saved = vscode.getState();
// VS Code scrolls a page that is at its top to where the one before it was: another lesson begins a pixel below.
window.scrollTo({ top: saved?.lesson === words.lesson ? saved.scrollTop : 1, behavior: 'instant' });
const save = (): void => vscode.setState({ lesson: words.lesson, scrollTop: window.scrollY });
let saving: ReturnType<typeof setTimeout> | undefined;
window.addEventListener('scroll', () => {
  clearTimeout(saving);
  saving = setTimeout(save, 200);
});
save();
vscode.postMessage({ kind: 'ready' });
