import { strict as assert } from 'node:assert';
import { veil, veilBytes } from '../../src/course/veil.ts';

describe('a veiled text', () => {
  it('is not what it was, and comes back whole, however long and in whatever language', () => {
    const text = `${'export class Wächter { retry(🙂) }\n'.repeat(1_000)}\u0000\uffff~!`;
    assert.doesNotMatch(veil(text), /export|class|retry/);
    assert.equal(veil(veil(text)), text);
  });
  it('is the same by its bytes', () => {
    const text = 'if (ok) retry(🙂, "ä");\n'.repeat(500);
    assert.equal(new TextDecoder().decode(veilBytes(new TextEncoder().encode(text))), veil(text));
  });
  it('takes the room that it took', () => {
    assert.equal(veil('answer 42').length, 9);
  });
});
