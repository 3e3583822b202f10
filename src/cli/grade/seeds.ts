import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Assignment } from '../../course/assignment/assignment.ts';
import type { CatalogueScenario } from '../../course/catalogue.ts';
import { seedsOf } from '../../course/panel.ts';
import { UsageError } from '../usage.ts';

/** On which seeds a program is graded; says nothing about secret ones but how many they are. */
export type SeedChoice =
  | { readonly kind: 'panel' }
  | { readonly kind: 'public'; readonly count: number }
  /** `key`: which key gives them, without the key. */
  | { readonly kind: 'secret'; readonly count: number; readonly key: string };

/** On which seeds learners look at their programs. */
export const publicSeeds = ({ publicSeeds: count }: Pick<Assignment, 'publicSeeds'>): SeedChoice => (count === undefined ? { kind: 'panel' } : { kind: 'public', count });

/** On which seeds the grade is made. Throws `UsageError` where the key is missing, or not asked for. */
export function gradeSeeds(assignment: Pick<Assignment, 'publicSeeds' | 'secretSeeds'>, key: SecretKey | undefined): SeedChoice {
  const { secretSeeds: count } = assignment;
  if (count === undefined) {
    if (key !== undefined) throw new UsageError('the assignment asks for no secret seeds; it would say: seeds: { secret: 100 }');
    return publicSeeds(assignment);
  }
  if (key === undefined) throw new UsageError('the assignment is graded on secret seeds: name the file of their key with --secret-seeds');
  return { kind: 'secret', count, key: key.fingerprint };
}

/** Fewer bytes could be guessed. */
const LEAST_KEY_BYTES = 16;
const MOST_SEED = 2 ** 31 - 1;

/** What secret seeds are drawn from. It leaves this process in no form but its fingerprint. */
export class SecretKey {
  readonly #key: string;
  /** Tells keys apart, and nothing about them. */
  readonly fingerprint: string;

  constructor(key: string) {
    this.#key = key;
    this.fingerprint = this.digest('fingerprint').toString('hex').slice(0, 16);
  }

  /** `count` different seeds of a lesson. */
  seeds(lesson: string, count: number): number[] {
    const seeds = new Set<number>();
    for (let index = 0; seeds.size < count; index++) seeds.add((this.digest(`${lesson}\0${index}`).readUInt32BE() % MOST_SEED) + 1);
    return [...seeds];
  }

  private digest(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

/** Throws `UsageError`, which tells nothing of the file's content. */
export function readSecretKey(file: string): SecretKey {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`cannot read the secret seeds' key ${file}: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
  if (Buffer.byteLength(text) < LEAST_KEY_BYTES) throw new UsageError(`the key in ${file} is short enough to be guessed: at least ${LEAST_KEY_BYTES} characters, for example what \`openssl rand -hex 32\` prints`);
  return new SecretKey(text);
}

/** The seeds of a scenario; undefined: its panel. Demands over the panel need at least as many as that has. */
export function seedsFor(choice: SeedChoice, lesson: string, { seeds, pooled }: Pick<CatalogueScenario, 'seeds' | 'pooled'>, key: SecretKey | undefined): readonly number[] | undefined {
  if (choice.kind === 'panel') return undefined;
  const count = pooled ? Math.max(choice.count, seeds) : choice.count;
  if (choice.kind === 'public') return seedsOf(count);
  if (key?.fingerprint !== choice.key) throw new Error('the secret seeds are those of another key');
  return key.seeds(lesson, count);
}
