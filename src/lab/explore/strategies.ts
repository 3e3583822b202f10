import type { StrategyName } from './exploration.ts';
import { exhaustive } from './exhaustive.ts';
import { pct } from './pct.ts';
import { random } from './random.ts';
import type { Strategy } from './strategy.ts';
import { targeted } from './targeted.ts';

export const strategies: Readonly<Record<StrategyName, Strategy>> = { random, targeted, pct, exhaustive };
