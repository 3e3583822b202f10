import MarkdownIt from 'markdown-it';

export interface HintTask {
  readonly name: string;
  /** Markdown, the most general first. */
  readonly hints: readonly string[];
}

/** The ladders of a `hints.md`: `## <task>`, below it a numbered list with one hint an item. */
export function parseHints(text: string): HintTask[] {
  const tasks: { name: string; hints: string[] }[] = [];
  const lines = text.split(/\r?\n/);
  const tokens = new MarkdownIt().parse(text, {});
  tokens.forEach((token, index) => {
    if (token.type === 'heading_open' && token.tag === 'h2') tasks.push({ name: tokens[index + 1]!.content, hints: [] });
    if (token.type !== 'list_item_open' || token.level !== 1 || !token.map) return;
    const [first, ...rest] = lines.slice(token.map[0], token.map[1]);
    const hint = [first!.replace(/^\s*\d+[.)]\s*/, ''), ...rest.map(line => line.replace(/^ {1,3}/, ''))].join('\n').trim();
    tasks.at(-1)?.hints.push(hint);
  });
  return tasks;
}
