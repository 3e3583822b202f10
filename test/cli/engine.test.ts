import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { engineHash, engineHashFor } from '../../src/cli/authoring/engine.ts';

const FILES = {
  'src/sim/world.ts': '', 'src/check/finding.ts': '', 'src/course/lesson.ts': '', 'src/course/author.ts': '', 'src/lab/run.ts': '', 'src/kits/errors.ts': '', 'src/kits/index.ts': '',
  'src/kits/cluster/world.ts': '', 'src/kits/cluster/raft/log.ts': "import { Cluster } from '../world.ts'", 'src/kits/service/lag/world.ts': "import { Cluster } from '../../cluster/world.ts'",
  'src/kits/operator/world.ts': "import { Flow } from '../service/world.ts'", 'src/kits/broker/world.ts': "import { Cluster } from '../cluster/world.ts'",
};

describe('the engine of a lesson', () => {
  let root: string;
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'faultlab-'));
    for (const [file, text] of Object.entries(FILES)) await write(file, text);
  });
  after(() => rm(root, { recursive: true }));

  /** Whether a change of a file changes the engine of lessons of these kits. */
  const concerns = async (file: keyof typeof FILES, ...kits: string[]): Promise<boolean> => {
    const before = engineHashFor(root, kits);
    await write(file, `${FILES[file]}\n`);
    const changed = engineHashFor(root, kits) !== before;
    await write(file, FILES[file]);
    return changed;
  };

  it('is of the parts that every run needs', async () => {
    for (const file of ['src/sim/world.ts', 'src/check/finding.ts', 'src/course/lesson.ts', 'src/lab/run.ts', 'src/kits/errors.ts'] as const) assert.ok(await concerns(file, 'broker'), file);
    for (const file of ['src/course/author.ts', 'src/kits/index.ts'] as const) assert.ok(!(await concerns(file, 'broker')), file);
  });

  it('is of its kits and those that they import, through others too', async () => {
    assert.ok(await concerns('src/kits/cluster/raft/log.ts', 'cluster'));
    assert.ok(await concerns('src/kits/cluster/world.ts', 'operator'));
    assert.ok(await concerns('src/kits/service/lag/world.ts', 'operator'));
    assert.ok(!(await concerns('src/kits/broker/world.ts', 'operator', 'cluster')));
    assert.ok(!(await concerns('src/kits/service/lag/world.ts', 'broker')));
  });

  it('is a part of the engine that replays ask for', async () => {
    const before = engineHash(root);
    await write('src/kits/broker/world.ts', '');
    assert.notEqual(engineHash(root), before);
  });
});
