import type { GridPicture } from 'faultlab/author';

const IN_A_ROW = 12;

/** The hall, seat by seat, coloured by the office that sold it. */
export class HallPicture {
  private readonly grid: GridPicture;
  private readonly sellers = new Map<number, string[]>();

  constructor(grid: GridPicture, seats: readonly number[]) {
    this.grid = grid;
    for (const seat of seats) this.draw(seat, '');
  }

  /** As a buyer hears. */
  sold(seat: number, office: string): void {
    const sellers = this.sellers.get(seat) ?? [];
    this.sellers.set(seat, sellers);
    sellers.push(office);
    this.draw(seat, sellers.length === 1 ? office : 'twice', sellers.length === 1 ? '' : `: ${sellers.join('')}`);
  }

  private draw(seat: number, group: string, more = ''): void {
    this.grid.amend(`row ${Math.ceil(seat / IN_A_ROW)}`, ((seat - 1) % IN_A_ROW) + 1, `${seat}${more}`, group);
  }
}
