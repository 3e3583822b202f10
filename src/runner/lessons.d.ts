/** Written by the build. */
declare module 'faultlab:engine' {
  /** Version of the engine. */
  export const engine: string;
}

/** Written by the build: one chunk per lesson. */
declare module 'faultlab:lessons' {
  /** Version of the engine. */
  export const engine: string;
  /** By lesson id. */
  export const chunks: Readonly<Record<string, (() => Promise<import('../lab/lessonjobs.ts').LessonChunk>) | undefined>>;
}
