import type { Measure, RunRecord } from 'faultlab/author';

interface TurnedAway {
  readonly client: string;
  readonly operations: number;
  readonly refused: number;
}

/** Share of the operations of all other clients that limits have turned away. */
export const bystanders = (guilty: string): Measure => (run: RunRecord) => {
  const others = run.facts.filter(({ type, data }) => type === 'turned-away' && data['client'] !== guilty).map(({ data }) => data as unknown as TurnedAway);
  if (others.length === 0) return undefined;
  const value = others.reduce((sum, { refused }) => sum + refused, 0) / others.reduce((sum, { operations }) => sum + operations, 0);
  const action = run.facts.filter(({ type }) => type === 'action').at(-1);
  return {
    value,
    worst: {
      message: `${Math.round(value * 1_000) / 10} % of the operations of everybody else were turned away; ${guilty} alone was the load. People who had done nothing could not buy`,
      atUs: action?.atUs ?? 0, row: action?.row ?? -1, ...(action?.node === undefined ? {} : { node: action.node }),
    },
  };
};
