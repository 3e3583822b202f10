/** What the lesson's page shows beside its text. */
export interface LessonPageState {
  readonly scenarios: readonly { readonly id: string; readonly label: string; readonly symptom: string; readonly state: string; readonly words: string }[];
  /** HTML of the hints that were shown. */
  readonly hints: readonly string[];
  readonly hintCount: number;
  /** What buttons do not work now, for want of trust. */
  readonly mayRun: boolean;
}

export type ToLessonPage =
  | { readonly kind: 'state'; readonly state: LessonPageState }
  /** Bring the newest hint into view. */
  | { readonly kind: 'showHint' };

export type FromLessonPage =
  /** The page is up and wants its state. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'action'; readonly action: LessonAction; /** A scenario's id. */ readonly scenario?: string }
  /** A link to another lesson was followed: its id. */
  | { readonly kind: 'lesson'; readonly lesson: string };

export const lessonActions = ['open', 'runAll', 'runScenario', 'debug', 'hint', 'compare'] as const;
export type LessonAction = (typeof lessonActions)[number];

/** Survives hiding and reloading. */
export interface SavedLessonPage {
  readonly lesson: string;
  readonly scrollTop: number;
}
