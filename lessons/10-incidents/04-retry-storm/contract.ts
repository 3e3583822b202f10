import type { Diagnosis, FlowActions, FlowTopology, OperatorConsole } from 'faultlab';

/**
 * `sustained-by-retries`: what started it is over, and the retries of one or more layers keep it going. `where`: the layer
 * with the most attempts for each call; any of them if several are about equal.
 * `still-broken`: a release made things slower, and still does. `where`: the service that was released.
 * `one-client`: one kind of client alone is the load, by what it begins or by what it tries again. `where`: that kind.
 * `real-demand`: more operations than usual, each tried about once. `where`: ''.
 * `none`: it is ending by itself: nobody asks more than usual, nobody's retries keep it up. `where`: ''.
 */
export type Cause = 'sustained-by-retries' | 'still-broken' | 'one-client' | 'real-demand' | 'none';

export type Verdict = Diagnosis<Cause>;

/** What you look with and act with. */
export type Console = OperatorConsole<FlowTopology> & FlowActions;
