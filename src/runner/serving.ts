/** What a child loads once its language is frozen: one module, that it comes in few files. */
export { lessonJobs } from '../lab/lessonjobs.ts';
export { RequestServer } from './server.ts';
export { chunks, engine } from 'faultlab:lessons';
