import type { Diagnosis, Evidence } from './contract';

/** Asked every five seconds. Two equal answers in a row run the runbook of their mode. */
export function diagnose({ instances }: Evidence): Diagnosis {
  // TODO: who is first, not who is loud? And is anything wrong that makes no noise at all?
  const errorsOf = new Map<string, number>();
  let attempts = 0;
  let errors = 0;
  for (const { service, attempts: came, errors: failed } of instances) {
    attempts += came.at(-1) ?? 0;
    errors += failed.at(-1) ?? 0;
    errorsOf.set(service, (errorsOf.get(service) ?? 0) + (failed.at(-1) ?? 0));
  }
  if (errors <= 0.05 * attempts) return { mode: 'none', where: '', because: [] };
  const [loudest] = [...errorsOf].sort(([, one], [, other]) => other - one)[0]!;
  return { mode: 'overload-cascade', where: loudest, because: instances.filter(({ service }) => service === loudest).map(({ id }) => `errors@${id}`) };
}
