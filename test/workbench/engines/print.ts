/** Prints the hashes as JSON; bundled for each engine. */
import { hashes } from './hashes.ts';

console.log(JSON.stringify(hashes()));
