import { sleep, type NodeContext, type NodeId } from 'faultlab';
import type { Answer, Sell } from '../contract';

type Vote = { op: 'vote'; seat: number; saleId: string };
type Release = { op: 'release'; seat: number; saleId: string };

/** A seat belongs to the sale that most offices have voted for; a vote is withdrawn only by who asked for it. */
export class TicketOffice {
  private readonly votes = new Map<number, string>();
  private readonly gone = new Set<number>();
  private readonly order: number[];
  private readonly offices: number;

  constructor(private readonly ctx: NodeContext, seats: number[]) {
    const offices = [ctx.id, ...ctx.peers].sort();
    this.offices = offices.length;
    const mine = offices.indexOf(ctx.id);
    const rank = (seat: number): number => (seat + offices.length - mine) % offices.length;
    this.order = [...seats].sort((a, b) => rank(a) - rank(b) || a - b);
  }

  async onRequest(request: Sell | Vote | Release): Promise<Answer | boolean> {
    if (request.op === 'vote') return this.vote(request);
    if (request.op === 'release') return this.release(request);
    const giveUpAt = performance.now() + 600;
    for (const seat of this.order) {
      if (this.gone.has(seat) || this.votes.has(seat)) continue;
      if (performance.now() > giveUpAt) break;
      if (await this.win(seat, request.saleId)) return { seat };
    }
    return 'busy';
  }

  private async win(seat: number, saleId: string): Promise<boolean> {
    this.votes.set(seat, saleId);
    let yes = 1;
    let no = 0;
    const needed = Math.floor(this.offices / 2) + 1;
    const won = yes >= needed || await new Promise<boolean>(resolve => {
      setTimeout(() => resolve(false), 300);
      for (const peer of this.ctx.peers) {
        void this.ask(peer, { op: 'vote', seat, saleId }).then(vote => {
          if (vote) yes++;
          else no++;
          if (yes >= needed) resolve(true);
          else if (no > this.offices - needed) resolve(false);
        });
      }
    });
    if (won) this.gone.add(seat);
    else {
      this.votes.delete(seat);
      for (const peer of this.ctx.peers) void this.takeBack(peer, { op: 'release', seat, saleId });
    }
    return won;
  }

  private async ask(peer: NodeId, request: Vote | Release): Promise<boolean> {
    try {
      return await this.ctx.call<boolean>(peer, request, { timeoutMs: 300 });
    } catch {
      return false;
    }
  }

  /** A vote that stays behind could keep a seat from being sold for ever. */
  private async takeBack(peer: NodeId, release: Release): Promise<void> {
    for (let attempt = 0; attempt < 20 && !(await this.ask(peer, release)); attempt++) await sleep(3_000);
  }

  private vote({ seat, saleId }: Vote): boolean {
    const before = this.votes.get(seat);
    if (before !== undefined) return before === saleId;
    this.votes.set(seat, saleId);
    return true;
  }

  private release({ seat, saleId }: Release): boolean {
    if (this.votes.get(seat) === saleId && !this.gone.has(seat)) this.votes.delete(seat);
    return true;
  }
}
