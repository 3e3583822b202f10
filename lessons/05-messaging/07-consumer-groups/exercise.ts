import type { Member, Rec, Tp } from 'faultlab';
import type { GroupWorker, WorkerCtx } from './contract';

const COMMIT_MS = 5_000;

/** Who gets which partitions. Runs at one member whenever somebody comes or goes. */
export function assign(members: Member[], tps: Tp[]): Map<string, Tp[]> {
  // TODO: what does it cost to move a partition? Who can read it? What do members know of what they own?
  const ids = members.map(({ id }) => id).sort();
  const shares = new Map<string, Tp[]>(ids.map(id => [id, []]));
  tps.forEach((tp, index) => shares.get(ids[index % ids.length]!)!.push(tp));
  return shares;
}

export class Worker implements GroupWorker {
  private readonly ctx: WorkerCtx;
  private readonly positions = new Map<string, [Tp, number]>();

  constructor(ctx: WorkerCtx) {
    this.ctx = ctx;
    setInterval(() => this.commit(), COMMIT_MS);
  }

  async onAssigned(tps: Tp[]): Promise<void> {
    await Promise.all(tps.map(tp => this.ctx.warmUp(tp)));
  }

  async onRevoked(tps: Tp[]): Promise<void> {
    // TODO: somebody else goes on with these partitions. From where?
  }

  onLost(tps: Tp[]): void {
    for (const { topic, partition } of tps) this.positions.delete(`${topic}-${partition}`);
  }

  async onRecord(record: Rec): Promise<void> {
    const { topic, partition, offset } = record;
    await this.ctx.write(record);
    this.positions.set(`${topic}-${partition}`, [{ topic, partition }, offset + 1]);
  }

  private commit(): void {
    this.ctx.commit([...this.positions.values()]).catch(error => console.error(error));
  }
}
