import { hook, type SimNode } from '../sim/index.ts';
import type { Exports, Program, Stage } from './stage.ts';

/** A process that only computes: the learner's module, evaluated for it alone, is asked and answers at once. */
export class Pure {
  private readonly node: SimNode;
  private readonly program: Program;
  private exports: Exports | undefined;

  constructor({ world, program }: Stage, id: string) {
    this.node = world.addNode(id, 'learner');
    this.program = program;
    hook(this.node, {
      boot: () => {
        this.exports = this.program.start(this.node);
        return { receive() {} };
      },
    });
    this.node.start();
  }

  get id(): string {
    return this.node.id;
  }

  /**
   * Runs learner code, with the step budget of one event, and returns what `compute` does; undefined if it failed, which
   * is the learner's error, or if the process has not come back since it did. Call it from an event. Objects of the
   * module may be kept and used again in a later call for the same process.
   */
  ask<Answer>(compute: (exports: Exports) => Answer): Answer | undefined {
    const { node, exports } = this;
    let answer: Answer | undefined;
    if (node.state === 'up' && exports) node.world.look(node, `what ${node.id} computes`, () => { answer = compute(exports); });
    return answer;
  }
}

/**
 * Processes in which a pure class or function is tried out: each has module state, random numbers and clocks of its own,
 * so that what they have in common can only come from what they are given. Give them the same inputs in other orders,
 * or after another past, and compare.
 */
export const fresh = (stage: Stage, ids: readonly string[]): Pure[] => ids.map(id => new Pure(stage, id));
