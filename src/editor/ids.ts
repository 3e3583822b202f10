/** Every name that the manifest and the code share; a test holds them against package.json. */

export const commands = {
  openLesson: 'faultlab.openLesson',
  showLesson: 'faultlab.showLesson',
  lessonBack: 'faultlab.lessonBack',
  lessonForward: 'faultlab.lessonForward',
  runScenario: 'faultlab.runScenario',
  runAll: 'faultlab.runAll',
  cancelRun: 'faultlab.cancelRun',
  debug: 'faultlab.debug',
  explore: 'faultlab.explore',
  showFailure: 'faultlab.showFailure',
  showLineEvents: 'faultlab.showLineEvents',
  compareRuns: 'faultlab.compareRuns',
  openReplay: 'faultlab.openReplay',
  showHint: 'faultlab.showHint',
  resetExercise: 'faultlab.resetExercise',
  compareSolution: 'faultlab.compareSolution',
  compareContract: 'faultlab.compareContract',
  chooseFolder: 'faultlab.chooseFolder',
  takeTour: 'faultlab.takeTour',
  showLog: 'faultlab.showLog',
} as const;

export const views = {
  /** Welcome texts for the states in which nothing can be run yet. */
  start: 'faultlab.start',
  lessons: 'faultlab.lessons',
} as const;

export const webviews = {
  lesson: 'faultlab.lesson',
  panel: 'faultlab.panel',
} as const;

/** The walkthrough, as the editor names it. */
export const walkthrough = 'faultlab.faultlab#start';

/** Documents that are made from the catalogue. */
export const schemes = {
  /** The reference solution of a lesson: `faultlab-solution:/<folder>/solution.ts`. */
  solution: 'faultlab-solution',
  /** A file as the lesson gives it: `faultlab-lesson:/<folder>/<file>`. */
  given: 'faultlab-lesson',
} as const;

export const settings = {
  runOnSave: 'runOnSave',
  lessonPacks: 'lessonPacks',
} as const;

/** Context keys, by what they tell. */
export const contextKeys = {
  /** The workspace has no exercise folder yet. */
  noExercises: 'faultlab.noExercises',
  /** The active editor shows a file of a lesson. */
  lessonFile: 'faultlab.lessonFile',
  running: 'faultlab.running',
  /** The active editor's lesson has a failure to show. */
  failed: 'faultlab.failed',
  /** The panel shows a recording. */
  panelShown: 'faultlab.panelShown',
  /** Programs run where no debugger reaches them. */
  noDebugger: 'faultlab.noDebugger',
  /** The lesson page has shown another lesson before this one, and after it. */
  lessonBack: 'faultlab.hasLessonBack',
  lessonForward: 'faultlab.hasLessonForward',
  /** Some lesson was passed, for the walkthrough. */
  passedOne: 'faultlab.passedOne',
} as const;
