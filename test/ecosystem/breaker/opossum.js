import CircuitBreaker from 'opossum/dist/opossum.js';
const settings = { timeout: 300, errorThresholdPercentage: 50, volumeThreshold: 20, rollingCountTimeout: 3_000, resetTimeout: 3_000, errorFilter: error => error.status === 404 };
export class BreakerOpen extends Error {}
export class Breaker {
  circuit = new CircuitBreaker(run => run(), settings);
  get state() { return this.circuit.opened ? 'open' : this.circuit.halfOpen ? 'half-open' : 'closed'; }
  call(fn) {
    let running;
    return this.circuit.fire(() => (running = fn())).catch(error => {
      if (error.code === 'EOPENBREAKER') throw new BreakerOpen();
      return running;
    });
  }
}
