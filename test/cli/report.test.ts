import assert from 'node:assert/strict';
import { findLesson } from '../../src/cli/catalogue.ts';
import { Report } from '../../src/cli/report.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import type { DemandVerdict } from '../../src/lab/verdict.ts';
import { builtCatalogue } from './faultlab.ts';

const lesson = findLesson(builtCatalogue(), '1.1');

/** What a visible scenario that was passed tells of a demand. */
function told(demand: Omit<DemandVerdict, 'kind' | 'ok' | 'name'>): string {
  let text = '';
  const terminal = new Terminal({ write: written => { text += written; } });
  new Report(terminal, lesson, { file: '/exercise.ts', entry: 'exercise.ts', files: {} }, undefined)
    .scenario({ id: lesson.scenarios[0]!.id, hidden: false, verdict: 'passed', seeds: 50, failedSeeds: [], demands: [{ name: 'paid', kind: 'measure', ok: true, passShare: 0.95, ...demand }] });
  return text.trim().split('\n').at(-1)!.trim();
}

describe('what a terminal is told of a demand that is met', () => {
  it('names the side of the limit that was asked for', () => {
    assert.equal(told({ value: 0.99, limit: 0.98, bound: 'atLeast', share: 1 }), 'paid: at worst 99 %, at least 98 % is asked for');
    assert.equal(told({ value: 0.97, limit: 0.98, bound: 'atMost', share: 1 }), 'paid: at worst 97 %, at most 98 % is asked for');
    assert.equal(told({ value: 0, limit: 0, bound: 'atMost', share: 1 }), 'paid: at worst 0 %, at most 0 % is asked for');
  });

  it('names it where the worst run is beyond the limit', () => {
    assert.equal(told({ value: 0.97, limit: 0.98, bound: 'atLeast', share: 0.98 }), 'paid: at worst 97 %, at least 98 % is asked for');
    assert.equal(told({ value: 0.99, limit: 0.98, bound: 'atMost', share: 0.98 }), 'paid: at worst 99 %, at most 98 % is asked for');
  });
});
