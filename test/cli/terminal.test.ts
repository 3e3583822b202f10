import { strict as assert } from 'node:assert';
import { mock } from 'node:test';
import { Terminal, type Output } from '../../src/cli/terminal.ts';

class Paper implements Output {
  readonly isTTY: boolean;
  readonly columns = 20;
  text = '';

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

describe('what a command writes to', () => {
  const before = process.env['NO_COLOR'];
  let out: Paper;
  let err: Paper;

  function open({ isTTY = true }: { isTTY?: boolean } = {}): Terminal {
    out = new Paper(isTTY);
    err = new Paper(isTTY);
    return new Terminal(out, err);
  }

  beforeEach(() => {
    delete process.env['NO_COLOR'];
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  });
  afterEach(() => {
    mock.timers.reset();
    if (before === undefined) delete process.env['NO_COLOR'];
    else process.env['NO_COLOR'] = before;
  });

  it('has colours on a terminal, none when piped or with NO_COLOR', () => {
    assert.equal(open().colors.red('no'), '\x1b[31mno\x1b[39m');
    assert.equal(open().complaintColors.red('no'), '\x1b[31mno\x1b[39m');
    assert.equal(open({ isTTY: false }).colors.red('no'), 'no');
    process.env['NO_COLOR'] = '1';
    assert.equal(open().colors.red('no'), 'no');
    assert.equal(open().complaintColors.red('no'), 'no');
    process.env['NO_COLOR'] = '';
    assert.equal(open().colors.red('no'), '\x1b[31mno\x1b[39m');
  });

  it('shows what takes longer than a second, even if nothing more is told of it', () => {
    const terminal = open();
    terminal.progress('loading');
    mock.timers.tick(999);
    assert.equal(err.text, '');
    mock.timers.tick(1);
    assert.equal(err.text, '\r\x1b[Kloading');
    assert.equal(out.text, '');
  });

  it('shows the newest, not each, within the width of the terminal', () => {
    const terminal = open();
    mock.timers.tick(1_000);
    for (let seed = 1; seed <= 50; seed++) terminal.progress(`storm: ${seed} of 50 seeds of this scenario`);
    mock.timers.tick(100);
    assert.equal(err.text, '\r\x1b[Kstorm: 50 of 50 see');
  });

  it('clears the progress before a result, and shows none after the last', () => {
    const terminal = open();
    terminal.progress('loading');
    mock.timers.tick(1_000);
    terminal.progress('running');
    terminal.line('passed');
    mock.timers.tick(10_000);
    assert.equal(err.text, '\r\x1b[Kloading\r\x1b[K');
    assert.equal(out.text, 'passed\n');
  });

  it('shows no progress where nobody looks', () => {
    const terminal = open({ isTTY: false });
    terminal.progress('loading');
    mock.timers.tick(10_000);
    terminal.line('passed');
    assert.equal(err.text, '');
    assert.equal(out.text, 'passed\n');
  });
});
