// scenario: falling-dominoes
// message: was shed at web

import type { Diagnosis, Evidence } from '../contract';

/** Most errors, most guilt. */
export function diagnose({ instances }: Evidence): Diagnosis {
  const errorsOf = new Map<string, number>();
  let [all, failed] = [0, 0];
  for (const { service, attempts, errors } of instances) {
    for (const value of attempts.slice(-5)) all += value ?? 0;
    for (const value of errors.slice(-5)) {
      failed += value ?? 0;
      errorsOf.set(service, (errorsOf.get(service) ?? 0) + (value ?? 0));
    }
  }
  if (failed < 0.03 * all) return { mode: 'none', where: '', because: [] };
  const [loudest] = [...errorsOf].sort(([, one], [, other]) => other - one)[0]!;
  return { mode: 'overload-cascade', where: loudest, because: instances.filter(({ service }) => service === loudest).map(({ id }) => `errors@${id}`) };
}
