import { escapeHtml } from '../../../panel/html.ts';
import { pointsOf, printable } from '../reports/words.ts';
import { remark, type Gradebook, type Row } from './book.ts';

/** The gradebook as a page that holds everything it needs and runs nothing. */
export function bookHtml(book: Gradebook): string {
  const { assignment, due, of, lessons, submissions } = book;
  const head = [cell('th', 'submission', 'scope="col"'), cell('th', `points of ${of}`, 'scope="col"'), ...lessons.map(({ number, title, of: worth }) => cell('th', `${number} ${title} (${worth})`, 'scope="col"'))];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(assignment)}: grades</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${e(assignment)}</h1>
<p>${due === undefined ? '' : `Due ${e(due)}. `}${e(seedsTold(book))}</p>
<table>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${submissions.map(row).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

const STYLE = 'body{font:16px/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}th,td{border:1px solid #8888;padding:.3rem .6rem;text-align:left;vertical-align:top}'
  + 'td.points{text-align:right;white-space:nowrap}small{display:block;text-align:left;white-space:normal}';

const e = (text: string): string => escapeHtml(printable(text));
const cell = (tag: 'td' | 'th', text: string, attributes: string): string => `<${tag} ${attributes}>${e(text)}</${tag}>`;

function row({ name, points, of, lessons }: Row): string {
  const cells = lessons.map(graded => `<td class="points">${graded.points}<small>${e(remark(graded))}</small></td>`);
  return `<tr>${cell('th', name, 'scope="row"')}<td class="points">${e(pointsOf({ points, of }))}</td>${cells.join('')}</tr>`;
}

/** On what the grades were made. */
export function seedsTold({ seeds: { kind, count } }: Pick<Gradebook, 'seeds'>): string {
  if (kind === 'panel') return 'Graded on the panel of seeds that each scenario brings.';
  return `Graded on ${count} ${kind} seeds of each scenario.`;
}
