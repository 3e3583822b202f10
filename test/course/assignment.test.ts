import { strict as assert } from 'node:assert';
import { changedSincePinned, creditOf, parseAssignment, pinOf, withExtra, worthOf, type Assignment } from '../../src/course/assignment/assignment.ts';
import { mayTryHidden } from '../../src/course/assignment/attempts.ts';
import type { Catalogue, CatalogueLesson } from '../../src/course/catalogue.ts';
import { ContentError } from '../../src/course/yaml.ts';

const scenarios = ['blip', 'outage'].map(id => ({ id, label: id, hidden: false, symptom: '', seeds: 50, pooled: false }))
  .concat(['flood', 'echo'].map((id, index) => ({ id, label: `Hidden scenario ${index + 1}`, hidden: true, symptom: '', seeds: 200, pooled: false })));
const lesson = (number: string, id: string, version: string): CatalogueLesson => ({ id, number, version, built: true, scenarios, title: id } as unknown as CatalogueLesson);
const catalogue = {
  engine: 'e0e0e0e0e0e0',
  modules: [{ lessons: [lesson('6.1', 'reliability/retries', 'aaaaaaaaaaaa'), lesson('6.2', 'reliability/deadlines', 'bbbbbbbbbbbb'), { ...lesson('6.3', 'reliability/breaker', ''), built: false }] }],
} as unknown as Catalogue;

const read = (text: string): Assignment => parseAssignment(text, 'assignment.yaml', catalogue);
const lessonText = (fields: string): string => `title: T\nlessons:\n  - lesson: '6.1'\n${fields.split('\n').map(line => `    ${line}\n`).join('')}`;
const credit = (fields: string, ...passed: string[]): number => creditOf(read(lessonText(fields)).lessons[0]!, new Set(passed));

describe('an assignment', () => {
  it('is read with its lessons, points, seeds and due time', () => {
    const assignment = read(`title: Week 3
due: 2026-12-05T23:59+01:00
lessons:
  - { lesson: reliability/retries, points: 10 }
  - lesson: '6.2'
    scenarios: { blip: 2, hidden-2: 3.5 }
seeds: { public: 20, secret: 100 }
hidden-attempts: 5
`);
    assert.equal(assignment.due!.atMs, Date.UTC(2026, 11, 5, 22, 59));
    assert.deepEqual(assignment.lessons.map(each => [each.lesson.id, each.points]), [['reliability/retries', 10], ['reliability/deadlines', 5.5]]);
    assert.deepEqual([...assignment.lessons[1]!.scenarios], [['blip', 2], ['outage', 0], ['flood', 0], ['echo', 3.5]]);
    assert.deepEqual([assignment.points, assignment.publicSeeds, assignment.secretSeeds, assignment.hiddenAttempts], [15.5, 20, 100, 5]);
  });

  it('gives each scenario the same share, and exactly all points for all', () => {
    assert.equal(credit('points: 10', 'blip'), 2.5);
    assert.equal(credit('points: 0.1', 'blip', 'outage', 'flood'), 0.08);
    assert.equal(credit('points: 0.1', 'blip', 'outage', 'flood', 'echo'), 0.1);
    assert.equal(credit('points: 10'), 0);
  });

  it('gives what single scenarios are worth', () => {
    assert.equal(credit('scenarios: { blip: 1, flood: 4 }', 'flood', 'outage'), 4);
    assert.equal(credit('scenarios: { blip: 1, flood: 4 }', 'flood', 'blip'), 5);
  });

  it('gives what the last threshold reached is worth', () => {
    const thresholds = 'points: 10\nthresholds: [{ passed: 2, points: 4 }, { passed: 3, points: 7 }]';
    assert.deepEqual([1, 2, 3, 4].map(count => credit(thresholds, ...scenarios.slice(0, count).map(({ id }) => id))), [0, 4, 7, 10]);
  });

  const own = { id: 'private-1', label: 'Mine', hidden: true, symptom: '', seeds: 50, pooled: false, private: true } as const;
  const withOwn = (fields: string): Assignment => {
    const assignment = read(lessonText(`${fields}\nprivate: { folder: mine, points: 3 }`));
    const { lesson: base } = assignment.lessons[0]!;
    return withExtra(assignment, new Map([[base.id, { ...base, scenarios: [...base.scenarios, own, { ...own, id: 'private-2' }] }]]));
  };

  it('has private scenarios beside the lesson\'s own, which are worth something only where they are at hand', () => {
    const text = lessonText('points: 10\nprivate: { folder: ../mine, points: 3 }');
    assert.deepEqual(read(text).lessons[0]!.private, { folder: '../mine', points: 3 });
    assert.deepEqual([read(text).points, worthOf(read(text).lessons[0]!)], [10, 10]);
    const pinned = read(`${text}pinned: { faultlab: 1.0.0, engine: e0e0e0e0, lessons: {}, private: { reliability/retries: { scenarios: 2, version: abcdef012345 } } }\n`);
    assert.equal(pinned.lessons[0]!.private!.count, 2);
    assert.deepEqual([withOwn('points: 10').points, worthOf(withOwn('points: 10').lessons[0]!)], [13, 13]);
  });

  it('gives each private scenario the same share, whatever the lesson\'s own are worth', () => {
    const creditWith = (fields: string, ...passed: string[]): number => creditOf(withOwn(fields).lessons[0]!, new Set(passed));
    const all = scenarios.map(({ id }) => id);
    assert.equal(creditWith('points: 10', 'blip', 'private-2'), 4);
    assert.equal(creditWith('points: 10', ...all, 'private-1', 'private-2'), 13);
    assert.equal(creditWith('scenarios: { blip: 1 }', 'private-1'), 1.5);
    assert.equal(creditWith('points: 10\nthresholds: [{ passed: 2, points: 4 }]', 'blip', 'private-1', 'private-2'), 3);
    assert.equal(creditWith('points: 10\nthresholds: [{ passed: 2, points: 4 }]', ...all), 10);
  });

  const refused: readonly (readonly [what: string, text: string, line: number, problem: RegExp])[] = [
    ['what is no YAML', 'title: [', 1, /./],
    ['a mere text', 'an assignment', 1, /a mapping of title, due, lessons/],
    ['a missing title', 'lessons: [{ lesson: 6.1, points: 1 }]', 1, /^title: is missing/],
    ['a field that there is not', 'title: T\nlessons:\n  - lesson: reliability/retries\n    point: 3\n', 4, /^lessons\.0\.point: there is no such field; there are lesson, points, scenarios, thresholds, private$/],
    ['a number for the lesson\'s name', 'title: T\nlessons:\n  - lesson: 6.1\n    points: 3\n', 3, /^lessons\.0\.lesson: a text belongs here/],
    ['a lesson that there is not', 'title: T\nlessons:\n  - lesson: reliability/retrys\n    points: 3\n', 3, /there is no lesson reliability\/retrys; `faultlab list`/],
    ['a lesson that is coming', 'title: T\nlessons:\n  - lesson: reliability/breaker\n    points: 3\n', 3, /is coming/],
    ['a lesson named twice', 'title: T\nlessons:\n  - { lesson: reliability/retries, points: 3 }\n  - { lesson: \'6.1\', points: 3 }\n', 4, /is there twice/],
    ['a scenario that there is not', lessonText('scenarios:\n  blip: 1\n  blib: 2'), 6, /^lessons\.0\.scenarios\.blib: there is no such scenario; there are blip, outage, hidden-1, hidden-2$/],
    ['neither points nor scenarios', 'title: T\nlessons:\n  - lesson: reliability/retries\n', 3, /either `points`/],
    ['private scenarios without points', lessonText('points: 1\nprivate:\n  folder: mine'), 6, /^lessons\.0\.private\.points: is missing/],
    ['points below zero', lessonText('points: -1'), 4, /never below 0/],
    ['a threshold of all scenarios', lessonText('points: 10\nthresholds:\n  - { passed: 4, points: 9 }'), 6, /fewer than all 4/],
    ['thresholds out of order', lessonText('points: 10\nthresholds:\n  - { passed: 2, points: 5 }\n  - { passed: 1, points: 6 }'), 7, /more scenarios than the one before/],
    ['a threshold that gives more than all', lessonText('points: 10\nthresholds:\n  - { passed: 2, points: 50 }'), 6, /more than the 10 points/],
    ['a due date without a time zone', 'title: T\ndue: 2026-12-05T23:59\nlessons: [{ lesson: reliability/retries, points: 1 }]', 2, /time zone/],
    ['a due date that there is not', 'title: T\ndue: 2026-02-30T23:59Z\nlessons: [{ lesson: reliability/retries, points: 1 }]', 2, /no such day/],
    ['no lesson', 'title: T\nlessons: []', 2, /it names no lesson/],
    ['seeds that are none', 'title: T\nseeds: { secret: 0 }\nlessons: [{ lesson: reliability/retries, points: 1 }]', 2, /from 1 on/],
    ['a text that grows without end', `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(',')}]`).join('\n')}`, 0, /alias/i],
  ];
  for (const [what, text, line, problem] of refused) {
    it(`is refused for ${what}, with its line`, () => {
      assert.throws(() => read(text), (error: Error) => {
        assert.ok(error instanceof ContentError, String(error));
        assert.equal(error.line ?? 0, line, error.message);
        assert.match(error.problem, problem);
        return true;
      });
    });
  }

  it('lets as many programs be tried on hidden scenarios as it says, the same one again, and any once it is due', () => {
    const assignment = read(`${lessonText('points: 10')}due: 2026-12-05T23:59Z\nhidden-attempts: 2\n`);
    const [before, after] = ['2026-12-01T00:00Z', '2026-12-06T00:00Z'].map(text => new Date(text)) as [Date, Date];
    const may = (program: string, attempts: readonly string[], now = before, lesson = 'reliability/retries'): boolean => mayTryHidden(assignment, { lesson, program, attempts }, now);
    assert.deepEqual([may('b', []), may('b', ['a']), may('c', ['a', 'b']), may('b', ['a', 'b'])], [true, true, false, true]);
    assert.ok(may('c', ['a', 'b'], after));
    assert.ok(may('c', ['a', 'b'], before, 'reliability/deadlines'), 'another lesson');
    assert.ok(mayTryHidden(read(lessonText('points: 10')), { lesson: 'reliability/retries', program: 'c', attempts: ['a', 'b'] }, before));
  });

  it('names what is another one than it was pinned to', () => {
    const text = lessonText('points: 10');
    assert.equal(changedSincePinned(read(text), catalogue), undefined);
    const pinned = { ...read(text), pinned: pinOf(read(text), catalogue, '1.2.3') };
    assert.deepEqual(changedSincePinned(pinned, catalogue), []);
    assert.deepEqual(changedSincePinned(pinned, { engine: 'f1f1f1f1' }), ['the engine (e0e0e0e0e0e0, here f1f1f1f1)']);
    const older = { ...pinned, pinned: { ...pinned.pinned, lessons: { 'reliability/retries': 'cccccccc' } } };
    assert.deepEqual(changedSincePinned(older, catalogue), ['lesson 6.1 reliability/retries (cccccccc, here aaaaaaaaaaaa)']);
    assert.match(changedSincePinned({ ...pinned, pinned: { ...pinned.pinned, lessons: {} } }, catalogue)![0]!, /not pinned/);
  });
});
