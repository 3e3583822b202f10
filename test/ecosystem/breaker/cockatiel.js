import { circuitBreaker, handleWhen, SamplingBreaker, timeout, TimeoutStrategy, wrap } from 'cockatiel';
export class BreakerOpen extends Error {}
export class Breaker {
  breaker = circuitBreaker(handleWhen(({ status }) => status !== 404), { halfOpenAfter: 3_000, breaker: new SamplingBreaker({ threshold: 0.5, duration: 3_000, minimumRps: 5 }) });
  policy = wrap(this.breaker, timeout(300, TimeoutStrategy.Aggressive));
  get state() { return ['closed', 'open', 'half-open'][this.breaker.state]; }
  call(fn) {
    let running;
    return this.policy.execute(() => (running = fn())).catch(() => {
      if (!running) throw new BreakerOpen();
      return running;
    });
  }
}
