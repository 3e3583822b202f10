import type { NodeEnvironment } from '../attempt.ts';

type DateMethods = Record<string, (...args: unknown[]) => unknown>;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LOCAL_PARTS = ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'];

const two = (value: number): string => String(value).padStart(2, '0');

/** Dates know no zone but UTC and no locale but one, so that a host's settings cannot be seen. Before hardening. */
export function makeDatesUtc(): void {
  const methods = Date.prototype as unknown as DateMethods;
  const define = (name: string, value: (this: Date, ...args: never[]) => unknown): void => {
    Object.defineProperty(methods, name, { value, writable: true, configurable: true });
  };
  for (const part of LOCAL_PARTS) {
    define(`get${part}`, methods[`getUTC${part}`] as never);
    if (part !== 'Day') define(`set${part}`, methods[`setUTC${part}`] as never);
  }
  const text = (format: (date: Date) => string) => function (this: Date) {
    return Number.isNaN(this.getTime()) ? 'Invalid Date' : format(this);
  };
  const day = (date: Date): string => `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())} ${String(date.getUTCFullYear()).padStart(4, '0')}`;
  const time = (date: Date): string => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  define('getTimezoneOffset', function (this: Date) {
    return this.getTime() * 0;
  });
  define('toString', text(date => `${day(date)} ${time(date)} GMT+0000 (Coordinated Universal Time)`));
  define('toDateString', text(day));
  define('toTimeString', text(date => `${time(date)} GMT+0000 (Coordinated Universal Time)`));
  const localDay = (date: Date): string => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
  const localTime = (date: Date): string => `${date.getUTCHours() % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${date.getUTCHours() < 12 ? 'AM' : 'PM'}`;
  define('toLocaleString', text(date => `${localDay(date)}, ${localTime(date)}`));
  define('toLocaleDateString', text(localDay));
  define('toLocaleTimeString', text(localTime));
}

/** Instant of a text; one without a zone is in UTC. */
function parseUtc(text: string): number {
  const isoWithTime = /^[+-]?\d{4,6}-\d\d(?:-\d\d)?T[\d:.]+$/.test(text);
  if (isoWithTime) return Date.parse(`${text}Z`);
  const isoDay = /^[+-]?\d{4,6}(?:-\d\d){0,2}$/.test(text);
  const hasZone = /(?:Z|GMT|UTC?|[+-]\d\d:?\d\d)\s*(?:\([^)]*\))?\s*$/i.test(text);
  return Date.parse(isoDay || hasZone ? text : `${text} UTC`);
}

/** The `Date` of one node: its wall clock, in UTC. */
export function virtualDate(environment: NodeEnvironment): unknown {
  const now = (): number => Math.floor(environment.wallMs());
  const instant = (args: unknown[]): number | Date => {
    if (args.length === 0) return now();
    if (args.length > 1) return Date.UTC(...(args.map(Number) as [number, number]));
    const value = args[0];
    if (value instanceof Date) return value.getTime();
    const primitive = typeof value === 'object' && value !== null ? primitiveOf(value) : value;
    return typeof primitive === 'string' ? parseUtc(primitive) : Number(primitive);
  };
  const virtual = function (this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return new Date(now()).toString();
    return Reflect.construct(Date, [instant(args)], new.target);
  };
  Object.defineProperties(virtual, {
    name: { value: 'Date' },
    length: { value: 7 },
    prototype: { value: Date.prototype, writable: false },
    now: { value: now },
    parse: { value: (text: unknown) => parseUtc(String(text)) },
    UTC: { value: Date.UTC },
  });
  return virtual;
}

function primitiveOf(value: object): unknown {
  const convert = (value as { [Symbol.toPrimitive]?: (hint: string) => unknown })[Symbol.toPrimitive];
  return typeof convert === 'function' ? convert.call(value, 'default') : value.valueOf() === value ? String(value) : value.valueOf();
}
