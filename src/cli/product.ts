import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of the product whose built folder this is. */
export function productVersion(dist: string): string {
  return (JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8')) as { version: string }).version;
}
