import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { lineMark } from '../marks.ts';

describe('the extension', () => {
  it('sleeps in a workspace without exercises until somebody asks for it, and says how long it takes to wake', async () => {
    const extension = vscode.extensions.getExtension('faultlab.faultlab')!;
    assert.equal(extension.isActive, false);
    const begun = performance.now();
    const before = process.cpuUsage();
    await extension.activate();
    const { user, system } = process.cpuUsage(before);
    console.log(`${lineMark}    activated in ${(performance.now() - begun).toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of processor time`);
  });
});
