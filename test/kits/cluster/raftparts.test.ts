import assert from 'node:assert/strict';
import { CarefulElection, PaperElection, type Fault, type FaultAuthor, type RaftOptions } from '../../../src/course/author.ts';
import type { Configuration, Election, Quorums, SeatLog, VoteReply } from '../../../src/kits/index.ts';
import type { Machine } from '../../../src/kits/cluster/machine.ts';
import { ReferenceSeat } from '../../../src/kits/cluster/raft/seat.ts';
import { contested, entries, PATIENCE, raft, told, voters } from './rafts.ts';

const THREE = ['n1', 'n2', 'n3'];
const FIVE = ['n1', 'n2', 'n3', 'n4', 'n5'];

describe('an election from outside', () => {
  const careful = (_id: string, machine: Machine): Election => new CarefulElection(PATIENCE, machine.node.random);
  const paper = (_id: string, machine: Machine): Election => new PaperElection(PATIENCE, machine.node.random);

  /** With n1 as the first leader: it waits for less at first. */
  const from = (make: typeof careful, nodes: readonly string[], faults: (f: FaultAuthor) => Fault[]) => raft({
    nodes, endMs: 10_000, faults, propose: Array.from({ length: 80 }, (_, i) => [nodes[i % nodes.length]!, 1_500 + 100 * i] as const),
    parts: ({ id }, machine) => {
      const election = make(id, machine);
      let first = id === 'n1';
      const nextTimeout = election.nextTimeout.bind(election);
      election.nextTimeout = () => {
        if (!first) return nextTimeout();
        first = false;
        return 200;
      };
      return { election };
    },
  });
  const committedAfter = (run: Awaited<ReturnType<typeof raft>>, ms: number): number => run.facts.filter(({ type, atUs }) => type === 'committed' && atUs > ms * 1_000).length;

  it('that stands at once deposes a healthy leader after a cut; one that asks first does not', async () => {
    const away = (f: FaultAuthor): Fault[] => [f.cut(['n3'], ['n1', 'n2'], 2_000, { lastsMs: 3_000 })];
    const naive = await from(paper, THREE, away);
    assert.ok(naive.facts.some(({ type, node, atUs }) => type === 'deposed' && node === 'n1' && atUs > 5_000_000), 'the returning node has a higher term');
    const run = await from(careful, THREE, away);
    assert.deepEqual(told(run, 'led'), [['n1', 1]]);
    assert.deepEqual(told(run, 'deposed'), []);
  });

  it('that never resigns leaves a leader in office that hears nobody; one that does finds another', async () => {
    const deaf = (f: FaultAuthor): Fault[] => [f.cut(['n2', 'n3'], ['n1'], 2_000, { oneWay: true })];
    const naive = await from(paper, THREE, deaf);
    assert.equal(committedAfter(naive, 2_100), 0);
    const run = await from(careful, THREE, deaf);
    assert.ok(committedAfter(run, 4_000) > 10);
    assert.ok(run.facts.some(({ type, node, atUs }) => type === 'deposed' && node === 'n1' && atUs < 3_000_000));
  });

  it('that encourages while it hears a leader moves the office about where one link is gone; the kit\'s does not', async () => {
    const halfDead = (f: FaultAuthor): Fault[] => [f.cut(['n1'], ['n2'], 2_000)];
    const eager = (_id: string, machine: Machine): Election => Object.assign(new CarefulElection(PATIENCE, machine.node.random), { answerProbe: () => true });
    const naive = await from(eager, THREE, halfDead);
    assert.ok(told(naive, 'deposed').length > 0, 'n1 had a majority');
    assert.deepEqual(told(await from(careful, THREE, halfDead), 'led'), [['n1', 1]]);
  });

  it('is not put off by a candidate whom it refuses: the only one who can lead gets to stand, however often the other does', async () => {
    const run = await raft({
      nodes: THREE, faults: f => [f.crash('n3', 0)], options: id => ({ preload: { entries: id === 'n1' ? entries(1, 1) : entries(1), bootTerm: 1 } }),
      parts: ({ id }, machine) => ({ election: Object.assign(paper(id, machine), { nextTimeout: () => (id === 'n1' ? 400 : 150) }) }),
    });
    assert.deepEqual(told(run, 'led').map(([node]) => node), ['n1']);
  });

  it('is told who asks, how long it is since a leader was heard and since each voter answered', async () => {
    const probes: unknown[] = [];
    const silences: number[] = [];
    const seeing = (id: string, machine: Machine): Election => {
      const election = new CarefulElection(PATIENCE, machine.node.random);
      return Object.assign(election, {
        answerProbe: ((probe, me) => {
          probes.push([id, probe.term, me.msSinceLeader === Infinity, me.leading]);
          return CarefulElection.prototype.answerProbe.call(election, probe, me);
        }) satisfies Election['answerProbe'],
        leaderCheck: (ms => {
          if (id === 'n1') silences.push(ms.get('n3')!);
          return 'stay';
        }) satisfies Election['leaderCheck'],
      });
    };
    await from(seeing, THREE, f => [f.cut(['n3'], ['n1'], 2_000, { lastsMs: 3_000 })]);
    assert.deepEqual(probes.slice(0, 2), [['n2', 1, true, false], ['n3', 1, true, false]]);
    assert.ok(probes.some(probe => JSON.stringify(probe) === JSON.stringify(['n2', 2, false, false])), 'n3 asks n2, which hears the leader');
    assert.ok(Math.max(...silences) > 2_800 && silences.at(-1)! < 120);
  });

  it('that throws ends the process', async () => {
    const throws = (id: string, machine: Machine): Election => Object.assign(paper(id, machine), { onTimeout: () => { throw new Error('no election'); } });
    await assert.rejects(from(throws, THREE, () => []), /no election/);
  });
});

describe('a seat from outside', () => {
  /** Keeps its vote in memory. */
  class Forgets extends ReferenceSeat {
    override async recover(): Promise<void> {
      this.term = 1;
    }
  }

  it('that forgets its vote in a crash elects two leaders of a term; the kit\'s does not', async () => {
    const vote = async (make: typeof ReferenceSeat) => raft({
      options: () => ({ electionsHeld: true, noOpening: true, preload: { entries: entries(1), bootTerm: 1 } }), elect: [['n1', 500], ['n2', 700]],
      parts: (ctx, machine) => ({ seat: (log: SeatLog, elects) => new make(machine.node.id, ctx.disk, log, elects) }),
      faults: f => [f.cut(['n1'], ['n2'], 0), f.crash('n3', 600, { lastsMs: 50 })],
    });
    assert.deepEqual(contested(await vote(Forgets)), [2]);
    assert.deepEqual(contested(await vote(ReferenceSeat)), []);
  });

  it('that counts answers, not voters, takes office on one vote that came twice', async () => {
    class Counts extends ReferenceSeat {
      private answers = 1;
      override async onVoteReply(_from: string, { granted }: VoteReply): Promise<void> {
        if (granted && ++this.answers > 2 && this.role === 'candidate') this.role = 'leader';
      }
    }
    const elect = (make: typeof ReferenceSeat) => raft({
      nodes: FIVE, options: () => ({ electionsHeld: true }), elect: [['n1', 500]], faults: f => [f.cut(['n1'], ['n3', 'n4', 'n5'], 0), f.double({ method: 'voted' }, 1, { kind: 'constant', value: 100 })],
      parts: (ctx, machine) => ({ seat: (log, elects) => new make(machine.node.id, ctx.disk, log, elects) }),
    });
    assert.deepEqual(told(await elect(Counts), 'led'), [['n1', 1]]);
    assert.deepEqual(told(await elect(ReferenceSeat), 'led'), []);
  });
});

describe('quorums from outside', () => {
  const FOUR = ['n1', 'n2', 'n3', 'n4'];
  const half: Quorums = { commits: (acks, { voters: all }) => acks.size >= all.length / 2, elects: (votes, { voters: all }) => votes.size >= all.length / 2 };
  const given = (quorums: Quorums | undefined) => () => (quorums ? { quorums } : {});

  it('of half the nodes elect two leaders and lose what was committed; majorities do not', async () => {
    const split = (quorums?: Quorums) => raft({
      nodes: FOUR, parts: given(quorums), options: () => ({ electionsHeld: true }), elect: [['n1', 500], ['n3', 1_000]], propose: [['n1', 1_500], ['n3', 1_500]],
      faults: f => [f.cut(['n1', 'n2'], ['n3', 'n4'], 0, { lastsMs: 3_000 })],
    });
    const naive = await split(half);
    assert.deepEqual(contested(naive), [1]);
    assert.equal(told(naive, 'committed').length, 2);
    assert.deepEqual(told(await split(), 'led'), []);
  });

  it('decide when a write is safe: two of five are enough where four are needed to elect', async () => {
    const flexible: Quorums = { commits: acks => acks.size >= 2, elects: votes => votes.size >= 4 };
    const cutOff = (quorums?: Quorums) => raft({
      nodes: FIVE, parts: given(quorums), options: () => ({ electionsHeld: true }), elect: [['n1', 500]], propose: [['n1', 2_000]], faults: f => [f.cut(['n1', 'n2'], ['n3', 'n4', 'n5'], 1_500)],
    });
    assert.deepEqual(told(await cutOff(flexible), 'committed'), [['n1', 2]]);
    assert.deepEqual(told(await cutOff(), 'committed'), []);
  });

  it('get the configuration in force, and nodes without a say are asked for no vote and lead nothing', async () => {
    const seen = new Set<string>();
    const configuration: Configuration = { voters: [{ id: 'n1', zone: 'a' }, { id: 'n2', zone: 'b' }, { id: 'n3', zone: 'a' }], learners: ['n4'] };
    const watching: Quorums = {
      commits(acks, { voters: all, learners }) {
        assert.throws(() => (all as unknown[]).push('n4'));
        seen.add(`${all.map(({ id, zone }) => id + zone).join()}/${learners.join()}`);
        return all.filter(({ id }) => acks.has(id)).length > 1;
      },
      elects: (votes, { voters: all }) => all.filter(({ id }) => votes.has(id)).length > 1,
    };
    const run = await raft({ nodes: FOUR, parts: given(watching), options: id => ({ configuration, electionsHeld: id !== 'n4' }), elect: [['n1', 2_000]], propose: [['n1', 3_000]] });
    assert.deepEqual([...seen], ['n1a,n2b,n3a/n4']);
    assert.deepEqual(told(run, 'led'), [['n1', 1]]);
    assert.deepEqual(told(run, 'log'), FOUR.map(id => [id, [1, 1]]));
  });
});

describe('a change of who decides', () => {
  const [old, next] = [['n1', 'n2', 'n3'], ['n3', 'n4', 'n5']];
  const options = (): Partial<RaftOptions> => ({ electionsHeld: true, configuration: { voters: voters(...old), learners: ['n4', 'n5'] } });

  it('goes through both groups, and the old leader leaves when the new group has its entry', async () => {
    const run = await raft({ nodes: FIVE, options, elect: [['n1', 500], ['n4', 2_500]], change: [['n1', 1_000, next]], propose: [['n1', 1_500], ['n4', 3_000]] });
    assert.deepEqual(told(run, 'changed'), [['n1', 3]]);
    assert.deepEqual(told(run, 'deposed'), [['n1']]);
    assert.deepEqual(told(run, 'refused'), [['n1']]);
    assert.deepEqual(told(run, 'led'), [['n1', 1], ['n4', 2]]);
    assert.deepEqual(told(run, 'log').filter(([id]) => next.includes(id as string)), next.map(id => [id, [1, 1, 1, 2, 2]]));
  });

  it('is refused while another one is under way, and by who does not lead', async () => {
    const run = await raft({ nodes: FIVE, options, elect: [['n1', 500]], change: [['n1', 1_000, next], ['n1', 1_003, old], ['n2', 1_500, old]] });
    assert.deepEqual(told(run, 'refused'), [['n1'], ['n2']]);
  });

  it('is finished by the next leader', async () => {
    const run = await raft({
      nodes: FIVE, options, elect: [['n1', 500], ['n3', 2_000]], change: [['n1', 1_000, next]], propose: [['n3', 3_000]],
      faults: f => [f.lose({ method: 'append', entry: { kind: 'configuration', index: 3 } }, 1, 0, { lastsMs: 1_900 }), f.crash('n1', 1_900)],
    });
    assert.deepEqual(told(run, 'led'), [['n1', 1], ['n3', 2]]);
    assert.deepEqual(told(run, 'committed').map(([node]) => node), ['n3']);
    assert.deepEqual(told(run, 'log').filter(([id]) => id === 'n4'), [['n4', [1, 1, 2, 2, 2]]]);
  });

  it('that counts only the new group lets both groups elect; joint majorities do not', async () => {
    const newOnly: Quorums = {
      commits: (acks, { voters: all, next: coming = all }) => 2 * coming.filter(({ id }) => acks.has(id)).length > coming.length,
      elects: (votes, { voters: all, next: coming = all }) => 2 * coming.filter(({ id }) => votes.has(id)).length > coming.length,
    };
    const both = (quorums?: Quorums) => raft({
      nodes: FIVE, parts: () => (quorums ? { quorums } : {}), options, elect: [['n3', 500], ['n1', 2_000], ['n4', 2_000]], change: [['n3', 1_000, next]],
      faults: f => [f.lose({ entry: { kind: 'configuration' }, to: ['n1', 'n2'] }, 1), f.crash('n3', 1_200), f.cut(['n1', 'n2'], ['n4', 'n5'], 1_200)],
    });
    assert.deepEqual(contested(await both(newOnly)), [2]);
    assert.deepEqual(told(await both(), 'led'), [['n3', 1], ['n1', 2]]);
  });
});
