import type { LessonChunk } from '../../lab/lessonjobs.ts';
import type { FromRunner } from '../protocol.ts';

/** The global object of a worker, and what the build's scripts leave there for each other. */
interface WorkerScope {
  readonly navigator: { readonly userAgent: string };
  postMessage(message: FromRunner): void;
  importScripts(...urls: string[]): void;
  close(): void;
  addEventListener(type: 'message', listen: (event: { readonly data: unknown }) => void, options?: { readonly once: boolean }): void;
  addEventListener(type: 'unhandledrejection', listen: (event: { readonly reason: unknown; preventDefault(): void }) => void): void;
  addEventListener(type: 'error', listen: (event: { readonly error: unknown; readonly message: string; preventDefault(): void }) => void): void;
  /** The stripper's. */
  faultlabWasm?: WebAssembly.Module;
  /** What lessons may import, by specifier. */
  faultlabModules?: Readonly<Record<string, object>>;
  /** What the lesson exports whose script ran last. */
  faultlabLesson?: LessonChunk;
}

export const scope = globalThis as unknown as WorkerScope;
