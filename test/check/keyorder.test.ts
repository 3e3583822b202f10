import assert from 'node:assert/strict';
import { keyOrder } from '../../src/check/keyorder.ts';

/** `9:Paid` is an item of the key 9. */
const item = (id: string) => ({ key: id.split(':')[0]!, id });
const check = (truth: string, seen: string) => keyOrder(truth.split(' ').map(item), seen.split(' ').map((id, index) => ({ ...item(id), atUs: index * 1e6, row: index, node: 'log' })),
  (early, before, beforeSeen) => `${early.id} before ${before.id}, seen ${beforeSeen ? `at ${beforeSeen.atUs / 1e6}` : 'never'}`);

describe('the order of a key', () => {
  it('holds for first appearances, whatever other keys do', () => {
    assert.equal(check('9:Placed 8:Placed 9:Paid 8:Paid', '8:Placed 8:Paid 9:Placed 9:Paid'), undefined);
  });

  it('does not look at repeats, nor at what truth does not know', () => {
    assert.equal(check('9:Placed 9:Paid', '9:Placed 9:Paid 9:Placed 9:Paid 9:Placed 7:New 9:New'), undefined);
  });

  it('is broken by an item that comes before an earlier one, even if that never comes', () => {
    assert.deepEqual(check('9:Placed 9:Paid 9:Sent', '8:Placed 9:Paid 9:Placed'), { message: '9:Paid before 9:Placed, seen at 2', atUs: 1e6, row: 1, node: 'log' });
    assert.equal(check('9:Placed 9:Paid 9:Sent', '9:Placed 9:Sent')!.message, '9:Sent before 9:Paid, seen never');
  });
});
