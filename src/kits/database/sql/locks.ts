/** Somebody who waits for a lock. */
export interface Waiting<Owner> {
  readonly owner: Owner;
  readonly lock: Lock<Owner>;
  /** Called once, when the owner holds the lock. */
  resume: () => void;
}

interface Lock<Owner> {
  readonly name: string;
  holder: Owner;
  /** First come, first served. */
  readonly queue: Waiting<Owner>[];
}

/** Exclusive locks by name, held until their owner gives all of them back. */
export class Locks<Owner> {
  private readonly locks = new Map<string, Lock<Owner>>();
  private readonly held = new Map<Owner, Lock<Owner>[]>();
  private readonly waiting = new Map<Owner, Waiting<Owner>>();

  /** Undefined if the owner holds it now; else it waits. */
  take(owner: Owner, name: string): Waiting<Owner> | undefined {
    const lock = this.locks.get(name);
    if (!lock) {
      const taken: Lock<Owner> = { name, holder: owner, queue: [] };
      this.locks.set(name, taken);
      this.hold(owner, taken);
      return undefined;
    }
    if (lock.holder === owner) return undefined;
    const waiting: Waiting<Owner> = { owner, lock, resume: () => {} };
    lock.queue.push(waiting);
    this.waiting.set(owner, waiting);
    return waiting;
  }

  holds(owner: Owner, name: string): boolean {
    return this.locks.get(name)?.holder === owner;
  }

  /** Whether `take` would have to wait. */
  isTaken(owner: Owner, name: string): boolean {
    const holder = this.locks.get(name)?.holder;
    return holder !== undefined && holder !== owner;
  }

  /** Gives back what an owner holds and takes it out of its queue. Those who hold something now are to be resumed. */
  release(owner: Owner): Waiting<Owner>[] {
    const own = this.waiting.get(owner);
    if (own) {
      this.waiting.delete(owner);
      own.lock.queue.splice(own.lock.queue.indexOf(own), 1);
    }
    const locks = this.held.get(owner) ?? [];
    this.held.delete(owner);
    return locks.flatMap(lock => this.pass(lock));
  }

  /** Gives one lock back. */
  releaseOne(owner: Owner, name: string): Waiting<Owner>[] {
    const locks = this.held.get(owner)!;
    const [lock] = locks.splice(locks.findIndex(each => each.name === name), 1);
    return this.pass(lock!);
  }

  private pass(lock: Lock<Owner>): Waiting<Owner>[] {
    const next = lock.queue.shift();
    if (!next) {
      this.locks.delete(lock.name);
      return [];
    }
    lock.holder = next.owner;
    this.waiting.delete(next.owner);
    this.hold(next.owner, lock);
    return [next];
  }

  private hold(owner: Owner, lock: Lock<Owner>): void {
    const locks = this.held.get(owner);
    if (locks) locks.push(lock);
    else this.held.set(owner, [lock]);
  }

  /** Whether an owner waits, by way of others, for itself. */
  isDeadlocked(owner: Owner): boolean {
    const seen = new Set<Owner>();
    const open = this.blockers(owner);
    for (let blocker = open.pop(); blocker !== undefined; blocker = open.pop()) {
      if (blocker === owner) return true;
      if (seen.has(blocker)) continue;
      seen.add(blocker);
      open.push(...this.blockers(blocker));
    }
    return false;
  }

  /** The holder of what an owner waits for, and those before it in the queue. */
  private blockers(owner: Owner): Owner[] {
    const waiting = this.waiting.get(owner);
    if (!waiting) return [];
    const { holder, queue } = waiting.lock;
    return [holder, ...queue.slice(0, queue.indexOf(waiting)).map(each => each.owner)];
  }
}
