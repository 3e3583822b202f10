import { printable } from '../reports/words.ts';
import { remark, type Gradebook } from './book.ts';

/** The gradebook for spreadsheets (RFC 4180): a line a submission, a column a lesson. */
export function bookCsv({ of, lessons, submissions }: Gradebook): string {
  const head = ['submission', 'points', 'of', ...lessons.map(({ lesson }) => lesson), 'remarks'];
  const rows = submissions.map(({ name, points, lessons: graded }) => {
    const remarks = graded.map((each, index) => ({ number: lessons[index]!.number, said: remark(each) })).filter(({ said }) => said !== '');
    return [text(name), points, of, ...graded.map(each => each.points), text(remarks.map(({ number, said }) => `${number}: ${said}`).join('; '))];
  });
  return [head, ...rows].map(row => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** A text that no spreadsheet takes for a formula (OWASP, "CSV Injection"). */
const text = (value: string): string => (/^[=+\-@\t\r]/.test(value) ? `'${printable(value)}` : printable(value));

const quoted = (value: string | number): string => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
