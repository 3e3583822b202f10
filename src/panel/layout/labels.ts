export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const overlaps = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Gives out places for labels; none overlaps one given before. */
export class LabelSpace {
  private readonly taken: Box[] = [];

  /** Keeps labels off a place. */
  block(box: Box): void {
    this.taken.push(box);
  }

  /** The first of the places that is free; it is taken then. */
  take(places: readonly Box[]): Box | undefined {
    const place = places.find(box => !this.taken.some(other => overlaps(box, other)));
    if (place) this.taken.push(place);
    return place;
  }
}
