/** Prints the hashes as JSON; bundled for each engine. */
import { hashes } from './hashes.ts';
import { closeChannel, lessonHashes } from './lessonHashes.ts';

void lessonHashes().then(lessons => {
  closeChannel();
  console.log(JSON.stringify({ ...hashes(), ...lessons }));
});
