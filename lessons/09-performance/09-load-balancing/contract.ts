import type { Balancer } from 'faultlab';

/** What your class has to do; the kit's description of each method tells when it is called. */
export type LoadBalancer = Balancer;
