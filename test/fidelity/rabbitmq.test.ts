import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect, type ChannelModel, type ConfirmChannel, type GetMessage } from 'amqplib';
import { Cluster, Queues, scenario, type Stage } from '../../src/course/author.ts';
import type { Msg } from '../../src/kits/broker/queue/api.ts';
import { runProgram } from '../kits/run.ts';
import { QUEUES, transcript, type Broker, type Client, type Received } from './queuescript.ts';
import { dataFolder, describeAgainst, freePort, start, type RunningServer } from './server.ts';

const VISIBILITY_MS = 1_000;
const DEAD_LETTERS = { queue: 'dead', afterReceives: 3 };

/** A script in a simulated world, every client in a process of its own. */
async function simulated<T>(script: (broker: Broker) => Promise<T>): Promise<T> {
  let result: Promise<T> | undefined;
  const world = (stage: Stage) => {
    const cluster = new Cluster(stage);
    const queues = new Queues(stage, cluster, { plain: { visibilityMs: VISIBILITY_MS }, strict: { visibilityMs: VISIBILITY_MS, deadLetters: DEAD_LETTERS }, dead: { visibilityMs: VISIBILITY_MS } });
    const clients: Client[] = [];
    const sleep = (ms: number): Promise<void> => new Promise(resolve => stage.world.after(ms * 1_000, () => stage.world.node('p0').enter(resolve)));
    for (let index = 0; index < 6; index++) {
      cluster.given(`p${index}`, (_ctx, machine) => {
        const queue = queues.clientOf(machine);
        const received = (message: Msg): Received => ({ body: message.body, again: message.receiveCount > 1, ack: () => queue.ack(message), release: () => queue.release(message, 0) });
        clients.push({
          send: (name, body) => queue.send(name, body).then(() => {}),
          receive: async (name, max) => (await queue.receive(name, { max, waitMs: 0 })).map(received),
          die: () => sleep(VISIBILITY_MS),
        });
        return {};
      });
    }
    cluster.start();
    stage.world.at(1_000, () => stage.world.node('p0').enter(() => { result = script({ client: () => Promise.resolve(clients.shift()!) }); }));
    return { endMs: 60_000 };
  };
  await runProgram(scenario('script', { symptom: '', world }), 'export class Node {}');
  return result!;
}

const ASK_EVERY_MS = 20;

/** Messages in all queues that nobody holds. */
async function waiting(channel: ConfirmChannel): Promise<number> {
  let count = 0;
  for (const queue of QUEUES) count += (await channel.checkQueue(queue)).messageCount;
  return count;
}

const wait = (ms: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, ms); });

/** A client of the real server; each of its steps has been carried out when it resolves. */
class RealClient implements Client {
  private readonly connection: ChannelModel;
  private readonly channel: ConfirmChannel;
  private readonly others: () => Promise<ConfirmChannel>;
  private held = 0;

  constructor(connection: ChannelModel, channel: ConfirmChannel, others: () => Promise<ConfirmChannel>) {
    this.connection = connection;
    this.channel = channel;
    this.others = others;
  }

  async send(queue: string, body: unknown): Promise<void> {
    await new Promise<void>((resolve, reject) => this.channel.sendToQueue(queue, Buffer.from(JSON.stringify(body)), { persistent: true }, (error: unknown) => (error ? reject(error as Error) : resolve())));
  }

  async receive(queue: string, max: number): Promise<Received[]> {
    const messages: Received[] = [];
    for (let got = await this.channel.get(queue); got; got = await this.channel.get(queue)) {
      messages.push(this.received(got, queue));
      if (messages.length === max) break;
    }
    return messages;
  }

  async die(): Promise<void> {
    const channel = await this.others();
    const back = await waiting(channel) + this.held;
    await this.connection.close();
    while (await waiting(channel) < back) await wait(ASK_EVERY_MS);
  }

  /** `basic.ack` and `basic.nack` have no answer: a question behind the one has, and what the other gives back is counted. */
  private received(message: GetMessage, queue: string): Received {
    this.held++;
    return {
      body: JSON.parse(message.content.toString()) as unknown, again: message.fields.redelivered,
      ack: async () => {
        this.held--;
        this.channel.ack(message);
        await this.channel.checkQueue(queue);
      },
      release: async () => {
        this.held--;
        const back = await waiting(this.channel) + 1;
        this.channel.nack(message, false, true);
        while (await waiting(this.channel) < back) await wait(ASK_EVERY_MS);
      },
    };
  }
}

/** RabbitMQ by itself: an own name, own ports, own data, no plugins, an own epmd. */
async function startRabbit(program: string): Promise<{ readonly url: string; readonly servers: readonly RunningServer[] }> {
  const [epmdPort, port, distributionPort] = [await freePort(), await freePort(), await freePort()];
  const epmd = await start({ program: 'epmd', args: ['-port', String(epmdPort), '-address', '127.0.0.1'], folder: dataFolder(), ready: () => answers(epmdPort) });
  const folder = dataFolder();
  for (const name of ['mnesia', 'log', 'home']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'plugins'), '[].');
  writeFileSync(join(folder, 'rabbitmq.conf'), `listeners.tcp.1 = 127.0.0.1:${port}\n`);
  const env = {
    HOME: join(folder, 'home'), ERL_EPMD_PORT: String(epmdPort), RABBITMQ_NODENAME: `faultlab${port}@localhost`, RABBITMQ_NODE_PORT: String(port), RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'), RABBITMQ_LOG_BASE: join(folder, 'log'), RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'), RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
  };
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  const ready = async (): Promise<boolean> => {
    await (await connect(url)).close();
    return true;
  };
  try {
    return { url, servers: [await start({ program, args: [], env, folder, ready }), epmd] };
  } catch (error) {
    await epmd.stop();
    throw error;
  }
}

const answers = (port: number): Promise<boolean> => new Promise(resolve => {
  const socket = connectTcp(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
  socket.once('connect', () => socket.destroy());
});

/** What Debian has on the PATH is a wrapper that changes the user. */
const UNWRAPPED = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const RABBITMQ = { name: 'RabbitMQ', program: 'rabbitmq-server', debian: 'rabbitmq-server' };

describeAgainst(RABBITMQ, 'the kit broker/queue against RabbitMQ', program => {
  let servers: readonly RunningServer[] = [];
  let url: string;
  const connections: ChannelModel[] = [];

  async function channel(): Promise<[ChannelModel, ConfirmChannel]> {
    const connection = await connect(url);
    connections.push(connection);
    return [connection, await connection.createConfirmChannel()];
  }

  before(async function () {
    this.timeout(90_000);
    ({ url, servers } = await startRabbit(existsSync(UNWRAPPED) ? UNWRAPPED : program));
    const [, setUp] = await channel();
    for (const name of QUEUES) {
      const strict = { 'x-queue-type': 'quorum', 'x-delivery-limit': DEAD_LETTERS.afterReceives - 1, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': DEAD_LETTERS.queue };
      await setUp.assertQueue(name, { durable: true, ...(name === 'strict' ? { arguments: strict } : {}) });
    }
  });

  after(async function () {
    this.timeout(60_000);
    for (const connection of connections) await connection.close().catch(() => {});
    for (const server of servers) await server.stop();
  });

  it('tells of one script the same', async function () {
    this.timeout(30_000);
    const real = await transcript({
      async client() {
        const [connection, own] = await channel();
        return new RealClient(connection, own, async () => (await channel())[1]);
      },
    });
    assert.deepEqual(await simulated(transcript), real);
  });

  it('differs, as its reference says, in a second ack: allowed here, the end of the channel there', async () => {
    const twice = async (client: Client): Promise<void> => {
      await client.send('plain', 'x');
      const [message] = await client.receive('plain', 1);
      await message!.ack();
      await message!.ack();
    };
    await simulated(async broker => twice(await broker.client()));
    const [connection, own] = await channel();
    const closed = new Promise<string>(resolve => own.once('error', (error: Error) => resolve(error.message)));
    await twice(new RealClient(connection, own, async () => (await channel())[1])).catch(() => {});
    assert.match(await closed, /PRECONDITION_FAILED/);
  });
});
