import assert from 'node:assert/strict';
import pLimit from 'p-limit';
import { findLesson, lessonsOf } from '../../src/cli/catalogue.ts';
import { authoredLesson, type AuthoredLesson } from '../../src/cli/gate/builtlesson.ts';
import { beginningProblems } from '../../src/cli/gate/beginnings.ts';
import { basisOf, marginOf, marginProblems, marginsOf } from '../../src/cli/gate/calibration.ts';
import { proveCaught, proveWrong, wrongHeader } from '../../src/cli/gate/caught.ts';
import { checkForm } from '../../src/cli/gate/form.ts';
import { proveLesson } from '../../src/cli/gate/gate.ts';
import { goldenProblems, pictureProblems } from '../../src/cli/gate/golden.ts';
import { provePassing } from '../../src/cli/gate/passing.ts';
import { proseProblems } from '../../src/cli/gate/prose.ts';
import { degenerateProblems } from '../../src/cli/gate/degenerate.ts';
import { seedGroups } from '../../src/cli/gate/trial.ts';
import type { Marks } from '../../src/cli/gate/unchanged.ts';
import { withRunner } from '../../src/cli/lab.ts';
import { demand, measure, pooled, scenario, type Scenario } from '../../src/course/author.ts';
import { builtCatalogue, dist, faultlab } from './faultlab.ts';

const catalogue = builtCatalogue();
const course = lessonsOf(catalogue);
const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ');
const scenarios = [{ id: 'calm', label: 'A calm day', hidden: false, symptom: '', seeds: 3, pooled: false }, { id: 'the-storm', label: 'Hidden scenario 1', hidden: true, symptom: '', seeds: 3, pooled: false }];
const text = (count: number): string =>
  `## It fell over\n\n${words(count)}\n\n## The idea\n\n## What you write\n\n\`\`\`ts\nnot counted\n\`\`\`\n\n## How it is judged\n\nOn \`calm\`.\n\n## What to look for\n\n## What real systems do\n\n## Sources\n\n- [a](https://example.org)\n`;

describe('the form of a lesson\'s text', () => {
  it('is right with all sections, links and words', () => {
    assert.deepEqual(proseProblems(text(500), 9, scenarios), []);
  });

  it('is wrong with too few or too many words, code not counted', () => {
    assert.match(proseProblems(text(100), 9, scenarios).join(), /^lesson\.md: 1\d\d words; a lesson has 500 to 900$/);
    assert.match(proseProblems(text(900), 9, scenarios).join(), /^lesson\.md: 9\d\d words/);
  });

  it('is wrong without a section, or with sections in another order', () => {
    assert.match(proseProblems(text(500).replace('## Sources', '## Further'), 9, scenarios).join('\n'), /"## Sources" is missing\n.*"Sources" has no link/);
    assert.match(proseProblems(text(500).replace('## What to look for', '## X').replace('## What you write', '## What to look for').replace('## X', '## What you write'), 9, scenarios).join(), /come in the order/);
    assert.match(proseProblems(text(500).replace('## The idea\n', ''), 9, scenarios).join(), /two sections come before/);
  });

  it('is wrong with links to anything but https, at their line', () => {
    assert.deepEqual(proseProblems(text(500).replace('- [a]', '- [b](http://example.org)\n- [a]'), 9, scenarios), ['lesson.md:31: the link to http://example.org leads neither to an https address nor to a lesson']);
  });

  it('is wrong if it leaves a visible scenario out or names a hidden one', () => {
    assert.deepEqual(proseProblems(text(500).replace('`calm`', '`the-storm`'), 9, scenarios), ['lesson.md: "How it is judged" does not describe calm', 'lesson.md: names the hidden scenario the-storm']);
  });
});

describe('the form of a lesson\'s folder', () => {
  let authored: AuthoredLesson;
  before(async () => { authored = await authoredLesson(dist, findLesson(catalogue, '1.1')); });
  const problems = (change: Readonly<Record<string, string | undefined>>): string[] => {
    const files = new Map(Object.entries({ ...Object.fromEntries(authored.files), ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined));
    return checkForm({ ...authored, files }, course).problems;
  };
  const added = (change: Readonly<Record<string, string | undefined>>): string[] => {
    const usual = problems({});
    return problems(change).filter(problem => !usual.includes(problem));
  };

  it('holds nothing unexpected and all that is needed', () => {
    assert.deepEqual(added({ 'notes.txt': '', 'proof/other.ts': '', 'hints.md': undefined }), ['notes.txt: not expected in a lesson\'s folder', 'proof/other.ts: not expected in a lesson\'s folder', 'hints.md: is missing']);
    assert.deepEqual(added({ 'contract.ts': 'export const limit = 3;' }), ['contract.ts: may hold types only']);
    assert.deepEqual(added({ 'exercise.ts': 'export {};' }), ['exercise.ts: no TODO marks where to work']);
  });

  it('has hints for each task, none empty', () => {
    assert.deepEqual(added({ 'hints.md': 'Nothing yet.' }), ['hints.md: no task (a heading ## with a numbered list below it)']);
    assert.deepEqual(added({ 'hints.md': '## A\n\n1. One\n\n## B\n\n1. One\n2.\n' }), ['hints.md: "A" has one hint only: at least a concept and an approach', 'hints.md: hint 2 of "B" is empty']);
  });

  it('leads only to lessons of the course, by their numbers', () => {
    const text = authored.files.get('lesson.md')!;
    const line = text.split('\n').indexOf('## What you write') + 2;
    const change = (link: string): string[] => added({ 'lesson.md': text.replace(/(## What you write\n\n).*/, `$1${link}`) });
    assert.deepEqual(change('[1.3](lesson:fundamentals/partial-failure) and [this](lesson:reliability/retries)'), []);
    assert.deepEqual(change('[1.3](lesson:fundamentals/partial-failur)'), [`lesson.md:${line + 1}: there is no lesson fundamentals/partial-failur`]);
    assert.deepEqual(change('[1.4](lesson:fundamentals/partial-failure)'), [`lesson.md:${line + 1}: the link says 1.4, but fundamentals/partial-failure is 1.3`]);
    assert.deepEqual(added({ 'hints.md': '## A\n\n1. One\n2. See [1.3](lesson:a/b).\n' }), ['hints.md:4: there is no lesson a/b']);
  });

  it('says what the course says, and which visible scenario the starter fails', () => {
    const change = (from: string, to: string) => added({ 'lesson.md': authored.files.get('lesson.md')!.replace(from, to) });
    assert.deepEqual(change('level: intro', 'level: hard'), ['lesson.md: the level is intro in course.yaml']);
    assert.deepEqual(change('prerequisites: []', 'prerequisites: [reliability/retries]'), ['lesson.md: the prerequisite reliability/retries is no lesson that comes before']);
    assert.deepEqual(change('fails: three-machines', 'fails: echo'), ['lesson.md: fails: echo is hidden; the starter must fail one that the learner can see']);
    assert.deepEqual(change('fails: three-machines', 'fails: nothing'), ['lesson.md: fails: there is no scenario nothing']);
  });
});

describe('programs that have to be caught', () => {
  it('say by what and how in their first lines', () => {
    assert.deepEqual(wrongHeader('// scenario: calm\n// message: sold twice\n// message:  b \n\n// message: no\ncode'), { scenario: 'calm', words: ['sold twice', 'b'] });
    assert.deepEqual(wrongHeader('code\n// scenario: calm'), { scenario: undefined, words: [] });
  });

  it('must be caught, by that scenario, with these words', async () => {
    const authored = await authoredLesson(dist, findLesson(catalogue, '1.1'));
    const starter = authored.files.get('exercise.ts')!;
    const files = new Map([...authored.files, ['proof/wrong-good.ts', `// scenario: three-machines\n// message: sold\n${authored.files.get('solution.ts')!}`], ['proof/wrong-bad.ts', starter], ['proof/wrong-odd.ts', 'let x = ;']]);
    const lesson = { ...authored, files };
    await withRunner(dist, async runner => {
      assert.deepEqual((await proveWrong(runner, lesson, 'proof/wrong-good.ts', false)).problems, ['proof/wrong-good.ts: three-machines does not catch it']);
      assert.match((await proveWrong(runner, lesson, 'proof/wrong-bad.ts', false)).problems.join(), /must begin with/);
      const caught = (expected: string) => proveCaught(runner, lesson, { file: 'proof/wrong-bad.ts', scenario: 'three-machines', words: ['was sold', expected], full: false });
      const { proof, problems, verdict } = await caught('two people');
      assert.deepEqual(problems, []);
      assert.equal(proof.ok, true);
      assert.equal(verdict!.seeds, 4);
      assert.match((await caught('ten people')).problems.join(), /its message lacks "ten people": Seat/);
      assert.match((await proveCaught(runner, lesson, { file: 'proof/wrong-odd.ts', scenario: 'three-machines', words: [], full: false })).problems.join(), /cannot be run: line 1: /);
      const passing = await provePassing(runner, { ...lesson, lesson: { ...lesson.lesson, scenarios: lesson.lesson.scenarios.filter(({ id }) => id === 'three-machines') } }, 'proof/wrong-bad.ts', 'quick');
      assert.equal(passing.proof.ok, false);
      assert.match(passing.problems.join(), /^proof\/wrong-bad\.ts: three-machines: failed \(13 of 13 seeds: 1, 2, 3, 4, 5\): Seat/);
    });
  });
});

describe('a program that does no work', () => {
  it('passes no lesson', async () => {
    const authored = await authoredLesson(dist, findLesson(catalogue, '1.6'));
    await withRunner(dist, async runner => {
      assert.deepEqual(await degenerateProblems(runner, authored), []);
      // Where nothing is asked for but what it is never asked.
      const lax = { ...authored, lesson: { ...authored.lesson, scenarios: [] } };
      assert.deepEqual(await degenerateProblems(runner, lax), ['does nothing', 'throws', 'waits for ever'].map(what => `scenarios.ts: a program whose every method ${what} passes the lesson`));
    });
  });
});

describe('what has to hold always', () => {
  it('holds in every beginning of the solution\'s runs', async () => {
    const authored = await authoredLesson(dist, findLesson(catalogue, '1.1'));
    await withRunner(dist, async runner => {
      const { verdicts } = await provePassing(runner, authored, 'solution.ts', 'quick');
      assert.deepEqual(await beginningProblems(runner, authored, verdicts, pLimit(2)), []);
      const starter = { ...authored, files: new Map([...authored.files, ['solution.ts', authored.files.get('exercise.ts')!]]) };
      assert.match((await beginningProblems(runner, starter, verdicts, pLimit(2))).join('\n'), /^scenarios\.ts: three-machines: .*: has to hold always, but not every beginning of a run of solution\.ts keeps it/m);
    });
  });
});

describe('the seeds of a proof', () => {
  const of = (spec: Partial<Parameters<typeof scenario>[1]>): Scenario => scenario('s', { symptom: '', panel: { visible: 24, hidden: 24 }, world: () => ({ endMs: 1 }), ...spec });
  const average = pooled('average', () => ({ values: [1] })).atMost(1);

  it('are a quarter of the panel, all of it where demands are pooled', () => {
    assert.deepEqual(seedGroups(of({}), 'quick'), [[1, 2, 3, 4, 5, 6]]);
    assert.deepEqual(seedGroups(of({ pooled: [average] }), 'quick').map(group => group.length), [24]);
  });

  it('are the whole panel for the other programs of a full proof', () => assert.deepEqual(seedGroups(of({}), 'panel').map(group => group.length), [24]));

  it('are 1,000 in full, or disjoint panels', () => {
    assert.deepEqual(seedGroups(of({}), 'full').map(group => group.length), [1_000]);
    const panels = seedGroups(of({ pooled: [average] }), 'full');
    assert.ok(panels.length >= 40 && panels.every(group => group.length === 24));
    assert.equal(new Set(panels.flat()).size, panels.length * 24);
  });

  it('give the worst margins of what is measured', () => {
    const spec = of({ final: [demand('x', () => undefined)], measure: [measure('slowest', () => undefined, 'ms').atMost(100)], pooled: [pooled('answered', () => ({ values: [] })).atLeast(0.9)] });
    const verdict = (slowest: number, answered: number) => ({
      id: 's', hidden: true, verdict: 'passed', seeds: 24, failedSeeds: [],
      demands: [{ name: 'slowest', kind: 'measure', ok: true, value: slowest }, { name: 'answered', kind: 'pooled', ok: true, value: answered }],
    }) as const;
    const margins = marginsOf([spec], [verdict(80, 0.99), verdict(95, 0.95)]);
    assert.deepEqual(margins.map(({ demand: name, value, margin }) => [name, value, margin]), [['slowest', 95, 0.05], ['answered', 0.95, 0.5]]);
    assert.deepEqual(marginProblems(margins), ['solution.ts: s: slowest: 95 at worst, limit 100: a margin of 5 %, 10 % needed']);
  });

  it('measure margins anew when the lesson, its runs or what they come to has changed, not for a text or a proof', () => {
    const files = { 'lesson.md': 'text', 'scenarios.ts': 'code', 'proof/wrong-a.ts': 'code' };
    const verdict = { id: 's', hidden: true, verdict: 'passed', seeds: 24, failedSeeds: [], demands: [{ name: 'slowest', kind: 'measure', ok: true, value: 80 }] } as const;
    const basis = (change: Readonly<Record<string, string>>, hash = '1', value = 80): string => basisOf(new Map(Object.entries({ ...files, ...change })), { s: [hash] }, [{ ...verdict, demands: [{ ...verdict.demands[0], value }] }]);
    assert.equal(basis({ 'lesson.md': 'other', 'proof/wrong-a.ts': 'other' }), basis({}));
    assert.equal(new Set([basis({}), basis({ 'scenarios.ts': 'other' }), basis({}, '2'), basis({}, '1', 81)]).size, 4);
  });

  it('ask for no margin where a share has to be all', () => {
    assert.equal(marginOf({ kind: 'atLeast', limit: 1 }, 1, ''), undefined);
    assert.equal(marginOf({ kind: 'atLeast', limit: 20 }, 25, 'rps'), 0.25);
  });
});

describe('golden hashes', () => {
  it('draw the picture that the lesson opens with', () => {
    const recordings = (opensWith: string) => [{ opensWith, pictures: [] }, { opensWith, pictures: ['Logs'] }];
    assert.deepEqual(pictureProblems(recordings('Logs')), []);
    assert.deepEqual(pictureProblems(recordings('Topology')), [], 'every run has it');
    assert.deepEqual(pictureProblems(recordings('Ring')), ['scenarios.ts: none of its runs draws the picture "Ring" with which it opens; drawn are: Logs']);
  });

  it('are compared scenario by scenario', () => {
    assert.deepEqual(goldenProblems({ a: ['1', '2'], b: ['3'] }, { a: ['1', '2'], b: ['3'] }), []);
    assert.match(goldenProblems({ a: ['1', '2'] }, { a: ['1', '9'], b: ['3'] }).join('\n'), /runs of a are no longer .*\(1 2 → 1 9\).*\n.*runs of b .*none → 3/);
    assert.match(goldenProblems(undefined, {}).join(), /there are none/);
  });
});

describe('programs that were proved', function () {
  this.timeout(120_000);
  let authored: AuthoredLesson;
  before(async () => {
    const lesson = await authoredLesson(dist, findLesson(catalogue, '6.2'));
    const proofs = [...lesson.files.keys()].filter(path => path.startsWith('proof/'));
    const [good, bad] = ['alternative-', 'wrong-'].map(kind => proofs.find(path => path.startsWith(`proof/${kind}`))!);
    authored = { ...lesson, files: new Map([...lesson.files].filter(([path]) => !proofs.includes(path) || path === good || path === bad)) };
  });
  const proofOf = async (change: Readonly<Record<string, string>>, proved?: Marks): Promise<{ readonly marks: Marks; readonly judged: readonly string[]; readonly bad: readonly string[] }> => {
    let marks: Marks = {};
    const lesson = { ...authored, files: new Map(Object.entries({ ...Object.fromEntries(authored.files), ...change })) };
    const { proof: { starter, solution, alternatives, wrong } } = await withRunner(dist, runner => proveLesson(lesson, { runner, course, full: false, golden: undefined, ...(proved ? { proved } : {}), renew: (_, held) => { marks = held; } }));
    const programs = [starter, solution, ...alternatives, ...wrong];
    return { marks, judged: programs.filter(({ unchanged }) => !unchanged).map(({ file }) => file), bad: programs.filter(({ ok }) => !ok).map(({ file }) => file) };
  };

  it('are judged again where they, their lesson or what their runs come to is no longer the same', async () => {
    const { marks, judged: all } = await proofOf({});
    const files = Object.keys(marks);
    assert.deepEqual([...files, 'solution.ts'].sort(), [...all].sort());
    assert.deepEqual(await proofOf({}, marks), { marks, judged: ['solution.ts'], bad: [] });
    const [alternative] = files.filter(file => file.startsWith('proof/alternative-')) as [string];
    const edited = await proofOf({ [alternative]: authored.files.get('exercise.ts')! }, marks);
    assert.deepEqual([edited.judged, edited.bad, Object.hasOwn(edited.marks, alternative)], [['solution.ts', alternative], [alternative], false]);
    assert.deepEqual((await proofOf({}, { ...marks, [alternative]: 'other runs' })).judged, ['solution.ts', alternative]);
    assert.deepEqual((await proofOf({ 'contract.ts': `${authored.files.get('contract.ts')!}\n` }, marks)).judged, all);
  });
});

describe('faultlab check', () => {
  it('ends with 2 for a lesson that is not built', async () => {
    const { code, err } = await faultlab(['check', '10.10']);
    assert.equal(code, 2);
    assert.match(err, /coming/);
  });
});
