/** What the stand-in for the editor needs in the page. */
export { packed } from '../../src/panel/packed.ts';
export { exampleRecording } from './recording.ts';
