/** What reads the work of others, packs and assignments. Most workspaces never need it: on a machine it is a file of its own. */
export { changedSincePinned, packsOf, parseAssignment } from '../course/assignment/assignment.ts';
export { packModule } from '../course/pack/catalogue.ts';
export { readPack } from '../course/pack/pack.ts';
export { lessonMarkdown } from '../course/text/markdown.ts';
export { ContentError } from '../course/yaml.ts';
