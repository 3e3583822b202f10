import type { Dep, NodeContext, Queue } from 'faultlab';

/** A video to be encoded. */
export interface Job {
  /** Unique for every job. */
  readonly id: string;
  readonly url: string;
}

/** What the encoder has made of a job. */
export interface Video {
  readonly job: string;
  /** Name of the file. Encoding a job again makes the same file again. */
  readonly file: string;
}

/** What both functions get. */
export interface BrokerCtx extends NodeContext {
  /** The broker; jobs go through its queue `video`, where a received message is hidden for 30 s unless you say otherwise. */
  readonly queue: Queue;
  readonly deps: {
    /**
     * Encodes a job: 5 to 9 s as a rule, 45 to 120 s for some, the same however often it is done. Each call is paid for, to
     * its end, also when the caller has died. A worker's process has four slots: `Refused` (429, `NoSlot`) if they are taken.
     */
    readonly encoder: Dep<Job, Video>;
    /** Publishes a video, in 20 to 60 ms. To publish one again changes nothing. */
    readonly store: Dep<Video, void>;
  };
}
