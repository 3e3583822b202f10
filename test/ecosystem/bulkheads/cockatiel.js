import { bulkhead } from 'cockatiel';
export class Bulkheads {
  constructor({ workers, routes }) {
    this.own = new Map(routes.map(({ name, typicalConcurrency: mean }) => [name, bulkhead(Math.ceil(mean + 3 * Math.sqrt(mean)))]));
    this.common = bulkhead(workers - [...this.own.values()].reduce((sum, { executionSlots }) => sum + executionSlots, 0));
  }
  tryEnter(route) {
    const place = [this.own.get(route), this.common].find(({ executionSlots }) => executionSlots > 0);
    if (!place) return null;
    let release;
    const left = new Promise(resolve => (release = resolve));
    place.execute(() => left);
    return release;
  }
}
