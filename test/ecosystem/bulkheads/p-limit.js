import pLimit from 'p-limit';
export class Bulkheads {
  constructor({ routes }) {
    this.limits = new Map(routes.map(({ name, typicalConcurrency: mean }) => [name, pLimit(Math.ceil(mean + 3 * Math.sqrt(mean)))]));
  }

  tryEnter(route) {
    const limit = this.limits.get(route);
    if (limit.activeCount + limit.pendingCount >= limit.concurrency) return null;
    let release;
    const left = new Promise(resolve => (release = resolve));
    limit(() => left);
    return release;
  }
}
