/** What a receiver or sender asks the broker for. Faults aim at `op` and at `queue`. */
export type QueueRequest =
  | { readonly op: 'send'; readonly queue: string; readonly body: unknown; readonly id?: string; readonly delayMs: number }
  | { readonly op: 'receive'; readonly queue: string; readonly max: number; readonly waitMs: number; readonly visibilityMs?: number }
  | { readonly op: 'ack'; readonly queue: string; readonly receipt: string }
  | { readonly op: 'extend'; readonly queue: string; readonly receipt: string; readonly ms: number }
  | { readonly op: 'release'; readonly queue: string; readonly receipt: string; readonly delayMs: number; readonly tags?: Readonly<Record<string, string>> };

export type Op<Name extends QueueRequest['op']> = Extract<QueueRequest, { readonly op: Name }>;

/** A message can be hidden for so long after it was received (Amazon SQS, visibility timeout). */
export const LONGEST_VISIBILITY_MS = 12 * 3_600_000;
