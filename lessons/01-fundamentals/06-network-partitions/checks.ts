import { agreement, atSeconds, Connectivity, duration, longest, type Agreement, type Check, type Disagreement, type Finding, type LinkTruth, type Measure, type RunRecord } from 'faultlab/author';

/** The truth can be known so long after it has changed. */
const GRACE_MS = 4_000;

interface Judged {
  readonly links: Connectivity;
  readonly verdicts: Agreement;
  readonly sides: Agreement;
}

const known = new WeakMap<RunRecord, Judged>();

function judged(run: RunRecord): Judged {
  let result = known.get(run);
  if (result) return result;
  const links = new Connectivity(run.nodes, run.strikes);
  const grace = { changesUs: links.changesUs(), graceMs: GRACE_MS };
  result = {
    links,
    verdicts: agreement(run.readings.get('verdict') ?? [], (me, peer, atUs) => links.truth(me, peer!, atUs), grace),
    sides: agreement(run.readings.get('side') ?? [], (me, _about, atUs) => (links.hasMajority(me, atUs) ? 'majority' : 'cut-off'), grace),
  };
  known.set(run, result);
  return result;
}

const list = (nodes: readonly string[]): string => (nodes.length < 2 ? nodes.join('') : `${nodes.slice(0, -1).join(', ')} and ${nodes.at(-1)}`);
const span = ({ fromUs, toUs }: Disagreement): string => (toUs > fromUs ? `for ${duration(toUs - fromUs)}, from ${atSeconds(fromUs)} on` : `at ${atSeconds(fromUs)}`);

/** Nobody claims to be the majority who has been without two others for long. */
export const majorityIsReal: Check = run => {
  const { links, sides } = judged(run);
  const claim = longest(sides.disagreements.filter(({ said }) => said === 'majority'));
  if (!claim) return undefined;
  const friends = run.nodes.filter(node => node !== claim.node && links.runs(node, claim.fromUs) && links.carries(claim.node, node, claim.fromUs) && links.carries(node, claim.node, claim.fromUs));
  return {
    message: `${claim.node} claimed to be on the side of the majority ${span(claim)}; it could talk, both ways, with ${friends.length === 0 ? 'nobody' : `${list(friends)} only`}: what it decides there, the others do not know, and they decide for themselves`,
    atUs: claim.fromUs, row: -1, node: claim.node, method: 'side',
  };
};

/** Whoever was asleep does not blame those who were awake. */
export const wakesHumbly: Check = run => {
  const { links } = judged(run);
  for (const { fault, fromUs, toUs } of run.strikes.filter(({ fault }) => fault.kind === 'pause')) {
    const sleeper = fault['node'] as string;
    const accused = (run.readings.get('verdict') ?? []).filter(({ node, about, atUs, value }) => node === sleeper && atUs >= toUs && value !== 'ok' && links.truth(sleeper, about!, atUs) === 'ok');
    const [first] = accused;
    if (!first) continue;
    const together = accused.filter(({ atUs }) => atUs === first.atUs).map(({ about }) => about!);
    return {
      message: `${sleeper} woke at ${atSeconds(toUs)}, after ${duration(toUs - fromUs)}, and at ${atSeconds(first.atUs)} called ${list(together)} "${String(first.value)}". Nothing was wrong with ${together.length > 1 ? 'any of them' : 'it'}: ${sleeper} was the one who was gone, and throws the others out`,
      atUs: first.atUs, row: -1, node: sleeper, method: 'verdict',
    };
  }
  return undefined;
};

/** Share of the verdicts that are right, of those about links that are well, or of those about the others. */
export const rightWhere = (state: 'well' | 'broken'): Measure => run => {
  const { links } = judged(run);
  const isWell = (me: string, peer: string, atUs: number): boolean => links.truth(me, peer, atUs) === 'ok';
  const readings = (run.readings.get('verdict') ?? []).filter(({ node, about, atUs }) => isWell(node, about!, atUs) === (state === 'well'));
  const { judged: count, agreed, disagreements } = agreement(readings, (me, peer, atUs) => links.truth(me, peer!, atUs), { changesUs: links.changesUs(), graceMs: GRACE_MS });
  if (count === 0) return undefined;
  const worst = longest(disagreements);
  return { value: agreed / count, ...(worst ? { worst: toldWrong(worst, disagreements.length, run) } : {}) };
};

function toldWrong(wrong: Disagreement, count: number, run: RunRecord): Finding {
  const { node, about, said, fromUs } = wrong;
  const truth = wrong.truth as LinkTruth;
  const others = count > 1 ? `; it was wrong like this ${count} times in this run, here or at other nodes` : '';
  return {
    message: `${node} called ${about} "${String(said)}" ${span(wrong)}. It was "${truth}": ${whatWasTrue(truth, node, about!, fromUs, run)}. ${whyItMatters(truth, said)}${others}`,
    atUs: fromUs, row: -1, node, method: 'verdict',
  };
}

function whatWasTrue(truth: LinkTruth, me: string, peer: string, atUs: number, run: RunRecord): string {
  const { links } = judged(run);
  const others = run.nodes.filter(node => node !== me && node !== peer);
  const talksWith = (a: string, b: string): boolean => links.carries(a, b, atUs) && links.carries(b, a, atUs) && links.runs(a, atUs) && links.runs(b, atUs);
  switch (truth) {
    case 'ok': return 'both were up, and messages went through in both directions';
    case 'inbound-lost': return `${peer} heard ${me} and was alive, and only what it sent to ${me} itself was lost`;
    case 'outbound-lost': return `nothing that ${me} sent to ${peer} arrived, while ${me} heard ${peer}`;
    case 'link-cut': return `nothing passed between the two, and ${list(others.filter(node => talksWith(node, me) && talksWith(node, peer)))} talked with both`;
    case 'unreachable': return `nobody whom ${me} could ask heard anything of ${peer}`;
  }
}

function whyItMatters(truth: LinkTruth, said: unknown): string {
  if (truth === 'ok') return 'A healthy node is thrown out for nothing';
  if (said === 'ok') return 'Work is sent into a hole';
  return 'Whoever acts on it repairs the wrong thing';
}

/** Share of the claims about one's own side that are right. */
export const sidesRight: Measure = run => {
  const { judged: count, agreed, disagreements } = judged(run).sides;
  if (count === 0) return undefined;
  const worst = longest(disagreements);
  return {
    value: agreed / count,
    ...(worst ? {
      worst: {
        message: `${worst.node} called itself "${String(worst.said)}" ${span(worst)}; it was "${String(worst.truth)}": ${worst.truth === 'majority' ? 'a node that could serve its clients sent them away' : 'it served clients on its own'}`,
        atUs: worst.fromUs, row: -1, node: worst.node, method: 'side',
      },
    } : {}),
  };
};
