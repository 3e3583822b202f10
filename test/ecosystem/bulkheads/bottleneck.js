import Bottleneck from 'bottleneck/light';
export class Bulkheads {
  constructor({ routes }) {
    this.limits = new Map(routes.map(({ name, typicalConcurrency: mean }) => [name, { limiter: new Bottleneck(), room: Math.ceil(mean + 3 * Math.sqrt(mean)) }]));
  }

  tryEnter(route) {
    const { limiter, room } = this.limits.get(route);
    if (Object.values(limiter.counts()).reduce((sum, jobs) => sum + jobs, 0) >= room) return null;
    let release;
    const left = new Promise(resolve => (release = resolve));
    limiter.schedule(() => left);
    return release;
  }
}
