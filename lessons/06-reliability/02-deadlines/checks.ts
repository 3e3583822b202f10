import {
  atSeconds, attemptsOf, duration, truthful, usefulEach, waste, worksOf,
  type Attempt, type Check, type Finding, type Operation, type Pooled, type RunRecord, type Waste, type Work,
} from 'faultlab/author';
import { API, CHECKOUT, INVENTORY, PRICING, USERS, type User } from './world.ts';

const named = ({ key, f }: Pick<Operation, 'key' | 'f'>): string => `${f === 'web' ? 'Web page' : 'Widget'} ${key}`;
const leavesUs = ({ invokedUs, f }: Operation): number => invokedUs + USERS[f as User].patienceMs * 1_000;

const priced = truthful({ type: 'priced', noun: 'quote', why: 'somebody is shown a price that nobody made' });

/** What users see was made by pricing, for where inventory found the goods of this cart. */
export const realQuotes: Check = run => {
  const found = new Set(run.facts.filter(({ type }) => type === 'found').map(({ data }) => `${data['request']} ${(data['answer'] as { warehouse: string }).warehouse}`));
  const invented = run.facts.find(({ type, data }) => type === 'priced' && !found.has(`${data['request']} ${(data['answer'] as { warehouse: string }).warehouse}`));
  if (!invented) return priced(run);
  const { atUs, row, data } = invented;
  return { message: `Pricing made quote ${data['request']} at ${atSeconds(atUs)} for a warehouse that inventory never named: the price is of goods that may not be there`, atUs, row, node: CHECKOUT };
};

/** One value a user: 1 if they had their quote before they left. */
const share = (run: RunRecord, counts: (operation: Operation) => boolean): Pooled => usefulEach(run.operations.filter(counts), lost => storyOf(lost, run));

export const inTime = (user: User) => (run: RunRecord): Pooled => share(run, ({ f }) => f === user);

/** As `inTime`, of those who come while the fault lasts. */
export const meanwhile = (user: User) => (run: RunRecord): Pooled => {
  const [strike] = run.strikes;
  return share(run, ({ f, invokedUs }) => f === user && strike !== undefined && invokedUs >= strike.fromUs && invokedUs < strike.toUs);
};

function storyOf(operation: Operation, run: RunRecord): Finding {
  const { invokedUs, invokedRow, heardUs, output } = operation;
  const attempts = attemptsOf(run, operation);
  const last = attempts.at(-1);
  const leftUs = leavesUs(operation);
  const earlyUs = leftUs - heardUs;
  const end = output === 'no answer' ? `its user left at ${atSeconds(leftUs)} without one` : `it failed at ${atSeconds(heardUs)}, ${duration(earlyUs)} before its user would have left (${String(output)})`;
  return {
    message: `${named(operation)} of ${atSeconds(invokedUs)} had no quote: ${whatHappened(operation, attempts, run)}; ${end}`,
    atUs: Math.min(heardUs, leftUs), row: last?.row ?? invokedRow, node: last && last.server !== CHECKOUT ? CHECKOUT : API,
  };
}

function whatHappened({ key }: Operation, attempts: readonly Attempt[], run: RunRecord): string {
  const at = (server: string): Attempt[] => attempts.filter(each => each.server === server);
  const [asked] = at(CHECKOUT);
  if (!asked) return 'api never asked checkout for it';
  const [inventory, pricing] = [at(INVENTORY), at(PRICING)];
  if (inventory.length === 0) return `checkout got it at ${atSeconds(asked.arrivedUs)} and asked nobody${apart(run)}`;
  const works = run.facts.filter(({ type, data }) => type === 'worked' && String(data['request']) === key);
  if (pricing.length === 0) {
    const lost = works.filter(({ node, data }) => node === INVENTORY && data['aborted'] === false);
    const answers = lost.length === 1 ? `the one answer of inventory, ready at ${atSeconds(lost[0]!.atUs)}, got lost` : `inventory was asked ${times(inventory.length)}, and no answer came`;
    return `${answers}. A healthy answer is there within 190 ms in 999 of 1,000 cases; checkout waited from ${atSeconds(inventory.at(-1)!.sentUs)} on`;
  }
  const thrown = works.filter(({ node, data }) => node === PRICING && data['aborted'] === true);
  const [first] = thrown;
  const away = first ? `; ${thrown.length === 1 ? 'one attempt was' : `${thrown.length} attempts were`} thrown away, the first after ${duration(first.atUs - (first.data['begunUs'] as number))} of work` : '';
  return `inventory was asked ${times(inventory.length)}, pricing ${times(pricing.length)}${away}`;
}

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

/** How far the clocks of the two machines are apart, where they are. */
function apart({ strikes }: RunRecord): string {
  const ahead = (node: string): number => strikes.reduce((ms, { fault }) => (fault.kind === 'jump' && fault['node'] === node ? ms + Number(fault['byMs']) : ms), 0);
  const byMs = ahead(CHECKOUT) - ahead(API);
  return byMs === 0 ? '' : `. Its wall clock is ${duration(Math.abs(byMs) * 1_000)} ${byMs > 0 ? 'ahead of' : 'behind'} that of api`;
}

/** Calls that checkout makes for a user: one value a user. */
export function calls(run: RunRecord): Pooled {
  const made = run.operations.map(operation => ({ operation, calls: attemptsOf(run, operation).filter(({ server }) => server !== CHECKOUT) }));
  const most = made.reduce((worst, each) => (each.calls.length > worst.calls.length ? each : worst));
  const last = most.calls.at(-1);
  return {
    values: made.map(each => each.calls.length),
    ...(last ? {
      worst: {
        message: `checkout made ${most.calls.length} calls for ${named(most.operation).toLowerCase()}, from ${atSeconds(most.calls[0]!.sentUs)} to ${atSeconds(last.sentUs)}, on a day on which two are enough: inventory and pricing do the work of many users for one`,
        atUs: last.sentUs, row: last.row, node: CHECKOUT,
      },
    } : {}),
  };
}

/** Share of the time of all workers that went to users who had left by then: one value a run. */
export function wasted(run: RunRecord): Pooled {
  const users = new Map(run.operations.map(operation => [operation.key!, operation]));
  const spent = waste(worksOf(run), request => leavesUs(users.get(request)!));
  const [inventory, pricing] = [INVENTORY, PRICING].map(server => spent.get(server) ?? NOTHING) as [Waste, Waste];
  const value = (inventory.wastedUs + pricing.wastedUs) / (inventory.allUs + pricing.allUs || 1);
  const [name, most] = inventory.wastedUs > pricing.wastedUs ? [INVENTORY, inventory] as const : [PRICING, pricing] as const;
  return { values: [value], ...(most.worst ? { worst: wasteStory(name, most, most.worst, users.get(most.worst.request)!) } : {}) };
}

const NOTHING: Waste = { allUs: 0, wastedUs: 0 };

function wasteStory(name: string, { allUs, wastedUs }: Waste, { toUs, row }: Work, user: Operation): Finding {
  const share = Math.round((1_000 * wastedUs) / allUs) / 10;
  return {
    message: `In this run ${name} spent ${share} % of its workers' time on users who had left: the user of ${named(user).toLowerCase()} left at ${atSeconds(leavesUs(user))}, the work for it ended at ${atSeconds(toUs)}. `
      + 'Users who are still there stand in the queue behind such work',
    atUs: toUs, row, node: CHECKOUT,
  };
}
