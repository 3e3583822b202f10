/** A message as both brokers tell of it. */
export interface Received {
  readonly body: unknown;
  /** It was given to somebody before. */
  readonly again: boolean;
  ack(): Promise<void>;
  /** Back into the queue, at once. */
  release(): Promise<void>;
}

/** One receiver or sender with a connection of its own. */
export interface Client {
  /** Resolves when the broker has confirmed the message. */
  send(queue: string, body: unknown): Promise<void>;
  /** The next messages that are there, up to `max`; waits for none. */
  receive(queue: string, max: number): Promise<Received[]>;
  /** Dies without a word; resolves when the broker has taken back what it held. */
  die(): Promise<void>;
}

export interface Broker {
  client(): Promise<Client>;
}

/** What the script's queues are: messages of `strict` are given up when they came back three times, and go to `dead`. */
export const QUEUES = ['plain', 'strict', 'dead'] as const;

const shown = (messages: readonly Received[]): string => messages.map(({ body, again }) => `${String(body)}${again ? ' again' : ''}`).join(', ') || 'nothing';

/** One line for each observation, the same for every broker. */
export async function transcript(broker: Broker): Promise<string[]> {
  const lines: string[] = [];
  const say = (what: string, messages: readonly Received[]): readonly Received[] => {
    lines.push(`${what}: ${shown(messages)}`);
    return messages;
  };
  const [sender, one, two] = [await broker.client(), await broker.client(), await broker.client()];
  await order(sender, one, two, say);
  await death(broker, sender, say);
  await crowd(sender, one, await broker.client(), lines);
  await deadLetters(sender, one, say);
  say('empty at the end', [...await one.receive('plain', 9), ...await one.receive('strict', 9), ...await one.receive('dead', 9)]);
  return lines;
}

type Say = (what: string, messages: readonly Received[]) => readonly Received[];

async function order(sender: Client, one: Client, two: Client, say: Say): Promise<void> {
  for (const body of [1, 2, 3, 4]) await sender.send('plain', body);
  const first = say('one takes two', await one.receive('plain', 2));
  const next = say('two takes one', await two.receive('plain', 1));
  await first[1]!.release();
  say('given back, before what nobody had', await two.receive('plain', 1));
  await first[0]!.release();
  await next[0]!.release();
  const rest = say('in the order of sending', await one.receive('plain', 9));
  for (const message of rest) await message.ack();
  say('acknowledged: gone', await one.receive('plain', 9));
  await two.die();
  const last = say('held by a dead one', await one.receive('plain', 9));
  for (const message of last) await message.ack();
}

async function death(broker: Broker, sender: Client, say: Say): Promise<void> {
  const [mortal, heir] = [await broker.client(), await broker.client()];
  for (const body of ['a', 'b', 'c']) await sender.send('plain', body);
  const held = say('a mortal takes all', await mortal.receive('plain', 9));
  await held[1]!.ack();
  say('nothing for the heir yet', await heir.receive('plain', 9));
  await mortal.die();
  const inherited = say('the heir gets what was not acknowledged', await heir.receive('plain', 9));
  for (const message of inherited) await message.ack();
}

async function crowd(sender: Client, one: Client, two: Client, lines: string[]): Promise<void> {
  await Promise.all(Array.from({ length: 30 }, (_, index) => sender.send('plain', index)));
  const taken: unknown[] = [];
  const work = async (client: Client): Promise<void> => {
    for (let got = await client.receive('plain', 3); got.length > 0; got = await client.receive('plain', 3)) {
      taken.push(...got.map(({ body }) => body));
      await Promise.all(got.map(message => message.ack()));
    }
  };
  await Promise.all([work(one), work(two)]);
  lines.push(`of 30 messages two receivers took ${taken.length}, ${new Set(taken).size} different ones`);
}

async function deadLetters(sender: Client, one: Client, say: Say): Promise<void> {
  await sender.send('strict', 'poison');
  for (let time = 1; time <= 3; time++) await (say(`poison, time ${time}`, await one.receive('strict', 1)))[0]?.release();
  say('given up', await one.receive('strict', 1));
  for (const message of say('the dead letter', await one.receive('dead', 1))) await message.ack();
}
