import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Kit } from './postgresql/kit.ts';
import { Postgres } from './postgresql/real.ts';
import { transcript } from './postgresql/script.ts';
import { scripts } from './postgresql/scripts.ts';
import { dataFolder, describeAgainst, freePort, runningAs, start, type RunningServer } from './server.ts';

const USER = 'postgres';

describeAgainst({ name: 'PostgreSQL', program: 'initdb', debian: 'postgresql', folders: ['/usr/lib/postgresql/*/bin'] }, 'the kit database against PostgreSQL', function (initdb) {
  this.timeout(60_000);
  let server: RunningServer | undefined;
  let postgres: Postgres | undefined;

  before(async () => {
    const as = runningAs(USER);
    const folder = dataFolder(as);
    const data = join(folder, 'data');
    const port = await freePort();
    execFileSync(initdb, ['--auth=trust', `--username=${USER}`, '--encoding=UTF8', '--locale=C', '--no-sync', '--pgdata', data], { cwd: folder, stdio: 'ignore', ...as });
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', autovacuum: 'off' };
    server = await start({
      program: join(dirname(initdb), 'postgres'), args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], folder, as,
      ready: async () => {
        postgres = new Postgres({ host: '127.0.0.1', port, user: USER, database: 'postgres' });
        await postgres.connect();
        return true;
      },
    });
  });

  after(async () => {
    await postgres?.close();
    await server?.stop();
  });

  for (const script of scripts) {
    it(script.title, async () => {
      const real = await transcript(postgres!, script);
      assert.deepEqual(await transcript(new Kit(), script), real);
    });
  }
});
