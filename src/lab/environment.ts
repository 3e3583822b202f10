import { msToUs, type SimNode, TraceKind, type Timer } from '../sim/index.ts';
import type { NodeEnvironment } from './attempt.ts';

const NOBODY: NodeEnvironment = { wallMs: () => 0, monotonicMs: () => 0, random: () => 0, startTimer: () => 1, stopTimer() {}, log() {} };

/**
 * The run is over. V8 keeps a class that was evaluated, and all that its module reaches, until the old generation is
 * collected: without this the whole world of each run.
 */
export function forsake(environment: NodeEnvironment): void {
  Object.assign(environment, NOBODY);
}

/** The platform of one incarnation of a node. */
export function environmentOf(node: SimNode): NodeEnvironment {
  const { world } = node;
  const timers = new Map<number, Timer>();
  let lastId = 0;

  const arm = (id: number, delayMs: number, repeat: boolean, fire: () => void, row: number): void => {
    timers.set(id, node.after(msToUs(delayMs), () => {
      if (repeat) arm(id, delayMs, repeat, fire, row);
      else timers.delete(id);
      world.causeRow = row;
      world.causeRow = world.emit(TraceKind.timerFire, node.index, -1, id);
      fire();
    }));
  };

  return {
    wallMs: () => node.wallMs,
    monotonicMs: () => node.monotonicMs,
    random: () => node.random.next(),
    startTimer(delayMs, repeat, fire) {
      const id = ++lastId;
      const delay = delayMs >= 1 ? delayMs : 1;
      const row = world.emit(TraceKind.timerSet, node.index, -1, id);
      if (world.trace) {
        world.trace.describe(row, undefined, delay);
        world.trace.locate(row);
      }
      arm(id, delay, repeat, fire, row);
      return id;
    },
    stopTimer(id) {
      const timer = timers.get(id);
      if (!timer) return;
      timer.cancel();
      timers.delete(id);
    },
    log(level, text) {
      const row = world.emit(TraceKind.log, node.index, -1, 0);
      if (!world.trace) return;
      world.trace.describe(row, level, text);
      world.trace.locate(row);
    },
  };
}
