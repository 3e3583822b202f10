import { shownId, type CatalogueLesson } from '../../course/catalogue.ts';
import { lessonsOf } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { openCourse, packOptions } from '../course.ts';
import { parse, UsageError, type ExitCode } from '../usage.ts';

export const usage = 'faultlab list [--pack DIR] [--json]';
export const help = `Shows all lessons in order, with their scenarios.

  --pack DIR  lessons of a lesson pack, too
  --json      [{id, module, number, title, level, kits, built, scenarios: [{id, label, hidden}]}]`;

export async function command(args: readonly string[], { terminal, dist }: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, { ...packOptions, json: { type: 'boolean' } });
  if (positionals.length > 0) throw new UsageError(`list takes no ${positionals[0]}`);
  const { catalogue } = await openCourse(dist, values.pack);
  if (values.json) {
    terminal.json(lessonsOf(catalogue).map(listed));
    return 0;
  }
  const { bold, dim } = terminal.colors;
  for (const { number, title, lessons } of catalogue.modules) {
    terminal.line(bold(`${number} ${title}`));
    for (const { number, title, id, built, scenarios } of lessons) {
      if (!built) terminal.line(dim(`  ${number.padEnd(5)} ${title}  coming`));
      else terminal.line(`  ${number.padEnd(5)} ${title}  ${dim(id)}\n        ${dim(scenarios.map(shownId).join(' · '))}`);
    }
    terminal.line();
  }
  return 0;
}

function listed({ id, module, number, title, level, kits, built, scenarios }: CatalogueLesson) {
  return { id, module, number, title, level, kits, built, scenarios: scenarios.map(scenario => ({ id: shownId(scenario), label: scenario.label, hidden: scenario.hidden })) };
}
