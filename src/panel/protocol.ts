import type { Foresight } from '../lab/foresight.ts';
import type { SourceRange } from '../lab/verdict.ts';
import type { PackedRecording } from './packed.ts';
import type { Choice } from './state/comparison.ts';

/** What the editor can ask of the panel's webview (birpc: each may be awaited). */
export interface PanelFunctions {
  /** Replaces the picture. Sent again after the webview says `ready` (it may have been hidden or reloaded). */
  show(recording: PackedRecording): void;
  /** Shows a second run below the picture; `name` is what sentences call it. Until another one is shown. */
  compare(recording: PackedRecording, name: string): void;
  /** Opens the list of what to compare with. */
  chooseComparison(): void;
  /** Takes someone who has never seen the panel round it. */
  offerTour(): void;
  /** Says why there is no picture, as long as there is none. */
  explain(title: string, text: string): void;
  /** When the shown run was lost; undefined where that could not be found out. */
  foreseen(foresight: Foresight | undefined): void;
  /** A line of the learner's file was chosen in the editor: light its events. */
  selectSource(file: string, line: number): void;
}

/** What the webview can ask of the editor. */
export interface PanelHostFunctions {
  /** The webview is up and has nothing to show. */
  ready(): void;
  /** What the shown run can be compared with now. */
  choices(): Promise<readonly Choice[]>;
  /** Record one of these and `compare` it. */
  compareWith(id: string): void;
  /** The second run was put away. */
  comparisonEnded(): void;
  /** Look for the moment at which the shown run was lost, and say what was `foreseen`. */
  foresee(): void;
  /** Ask where to, and write a file. */
  saveFile(name: string, base64: string): void;
  /** Write the file with which the shown run can be made again. */
  saveReplay(): void;
  /** Put a link on the clipboard that does the same. */
  copyLink(): void;
  /** The tour was taken or declined: it is not offered again. */
  tourEnded(): void;
  /** Show the learner's line; the panel keeps the focus. */
  openSource(range: SourceRange): void;
}
