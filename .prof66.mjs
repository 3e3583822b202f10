var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// ../../../tmp/p67/prof66.ts
import { readFileSync } from "node:fs";

// src/check/finding.ts
function atSeconds(us) {
  return `${Math.round(us / 1e4) / 100} s`;
}
function duration(us) {
  return us < 2e6 ? `${Math.round(us / 1e3)} ms` : `${Math.round(us / 1e5) / 10} s`;
}

// src/sim/json.ts
function jsonOf(value) {
  try {
    return JSON.stringify(value, (_key, item) => {
      if (typeof item === "bigint") return `${item}n`;
      if (item instanceof Map) return Object.fromEntries(item);
      if (item instanceof Set) return [...item];
      if (ArrayBuffer.isView(item)) return `${item.byteLength} bytes`;
      if (typeof item === "number" && !Number.isFinite(item)) return String(item);
      return item;
    }) ?? "null";
  } catch {
    return '"(not printable)"';
  }
}

// src/course/demands.ts
var demand = (name, check, more = {}) => ({ name, check, ...more });
function measure(name, of, unit = "") {
  const bounded = (kind, limit, twin, passShare) => ({ name, unit: twin ? "\xD7" : unit, of, bound: { kind, limit }, ...twin ? { twin } : {}, ...passShare === void 0 ? {} : { passShare } });
  return {
    atLeast: (limit, { passShare } = {}) => bounded("atLeast", limit, void 0, passShare),
    atMost: (limit, { passShare } = {}) => bounded("atMost", limit, void 0, passShare),
    /** At most `limit` times what the twin reaches on the same seed, and `more` beyond that. */
    ratio: (twin, limit, { passShare, more } = {}) => ({ ...bounded("atMost", limit, twin, passShare), ...more === void 0 ? {} : { allowed: more } })
  };
}

// src/course/faultauthor.ts
var FaultAuthor = class {
  world;
  random;
  counts = /* @__PURE__ */ new Map();
  constructor(world) {
    this.world = world;
    this.random = world.stream("faults");
  }
  between(low, high) {
    return this.random.between(low, high);
  }
  /** A whole number in [low, high]. */
  integer(low, high) {
    return this.random.integer(low, high);
  }
  pick(items) {
    return this.random.pick(items);
  }
  shuffle(items) {
    return this.random.shuffle(items);
  }
  /** Ids of the nodes of a role. */
  nodes(role) {
    return this.world.nodes.filter((node) => node.role === role).map((node) => node.id);
  }
  /** Strikes when a fact of this type is recorded for the nth time; with `node` only those of this node count. */
  whenFact(type, nth, afterMs = 0, node) {
    return { signal: node === void 0 ? `fact:${type}` : `fact:${type}@${node}`, nth, afterMs };
  }
  /** Strikes at the nth `disk.sync` or `disk.write` of a node. */
  whenDisk(operation, node, nth, afterMs = 0) {
    return { signal: `disk.${operation}@${node}`, nth, afterMs };
  }
  /** Strikes when the nth message of a method (or kind) reaches a node. */
  whenDelivered(method, node, nth, afterMs = 0) {
    return { signal: `delivered:${method}@${node}`, nth, afterMs };
  }
  /** Strikes when the nth message with an entry of a kind reaches a node (`raft-core`: `configuration`, `no-op`, `command`). */
  whenEntry(kind, node, nth, afterMs = 0) {
    return { signal: `entry:${kind}@${node}`, nth, afterMs };
  }
  crash(node, start, options = {}) {
    return this.fault("crash", start, { node, ...options });
  }
  pause(node, start, options = {}) {
    return this.fault("pause", start, { node, inbox: "queue", ...options });
  }
  /** All links between the two sets of nodes; with `oneWay` only what `from` sends to `to`. */
  cut(from, to, start, options = {}) {
    return this.fault("cut", start, { from, to, oneWay: false, ...options });
  }
  /** A gray link: `extraMs` is added to every latency. */
  slow(from, to, extraMs, start, options = {}) {
    return this.fault("slow", start, { from, to, extraMs, oneWay: false, ...options });
  }
  /** A share of the messages never arrives. */
  lose(filter, rate2, start = 0, options = {}) {
    return this.fault("lose", start, { filter, rate: rate2, ...options });
  }
  /** A share of the messages arrives a second time, `delayMs` after it was sent. */
  double(filter, rate2, delayMs, start = 0, options = {}) {
    return this.fault("double", start, { filter, rate: rate2, delayMs, ...options });
  }
  /** A share of the messages arrives `delayMs` later than it would have. */
  late(filter, rate2, delayMs, start = 0, options = {}) {
    return this.fault("late", start, { filter, rate: rate2, delayMs, ...options });
  }
  /** What matches is held back, and travels on when the fault is over. */
  hold(filter, start, options) {
    return this.fault("hold", start, { filter, rate: 1, ...options });
  }
  /** The wall clock of a node is set ahead (or back). */
  jump(node, byMs, start = 0) {
    return this.fault("jump", start, { node, byMs });
  }
  /** Both clocks of a node run too fast (or slow), in parts per million. */
  drift(node, ppm, start = 0, options = {}) {
    return this.fault("drift", start, { node, ppm, ...options });
  }
  /** Every sync of a node's disk takes `extraMs` longer. */
  slowSync(node, extraMs, start, options = {}) {
    return this.fault("slowSync", start, { node, extraMs, ...options });
  }
  /** A record on a node's disk no longer matches its checksum. */
  rot(node, start) {
    return this.fault("rot", start, { node, u: this.random.next() });
  }
  /** A fault of a kit's own kind. */
  fault(kind, start, { id, ...parameters }) {
    const number = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, number);
    return { id: id ?? `${kind}-${number}`, kind, start: typeof start === "number" ? { atMs: start } : start, ...parameters };
  }
};

// src/course/panel.ts
var light = { visible: 50, hidden: 200 };

// src/course/lesson.ts
var LIMITS = { steps: 2e5, events: 1e6 };
var words = (id) => id.charAt(0).toUpperCase() + id.slice(1).replaceAll("-", " ");
function scenario(id, spec) {
  const { visible = false, label = words(id), symptom, panel = light, passShare = 0.95, limit, world, faults, always: always2 = [], final = [], measure: measure2 = [], pooled = [] } = spec;
  return {
    id,
    hidden: !visible,
    label,
    symptom,
    passShare,
    always: always2,
    final,
    measure: measure2,
    pooled,
    seeds: visible ? panel.visible : panel.hidden,
    limits: { ...LIMITS, ...limit },
    world: (stage) => world(stage),
    faults: (author) => faults?.(author) ?? []
  };
}
var lesson = (definition) => definition;

// src/course/flowfaults.ts
var storesSlowly = (f, perSecond, start, lastsMs) => f.fault("pace", start, { node: "sink", perSecond, lastsMs });

// src/sim/random.ts
function hashText(text2) {
  let h = 2166136261;
  for (let i = 0; i < text2.length; i++) h = Math.imul(h ^ text2.charCodeAt(i), 16777619);
  return mix(h);
}
function mix(h) {
  h = Math.imul(h ^ h >>> 16, 2246822507);
  h = Math.imul(h ^ h >>> 13, 3266489909);
  return (h ^ h >>> 16) >>> 0;
}
var TWO_POW_MINUS_32 = 23283064365386963e-26;
var RandomStream = class {
  a;
  b;
  c;
  counter = 1;
  constructor(seed, name) {
    this.a = mix(seed | 0);
    this.b = hashText(name) | 0;
    this.c = mix(seed / 4294967296 | 0) ^ 2654435769;
    for (let i = 0; i < 12; i++) this.next32();
  }
  next32() {
    const t = (this.a + this.b | 0) + this.counter | 0;
    this.counter = this.counter + 1 | 0;
    this.a = this.b ^ this.b >>> 9;
    this.b = this.c + (this.c << 3) | 0;
    this.c = (this.c << 21 | this.c >>> 11) + t | 0;
    return t >>> 0;
  }
  /** Uniform in [0, 1). */
  next() {
    return this.next32() * TWO_POW_MINUS_32;
  }
  between(low, high) {
    return low + (high - low) * this.next();
  }
  /** A whole number in [low, high]. */
  integer(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }
  pick(items) {
    return items[Math.floor(this.next() * items.length)];
  }
  /** Fisher–Yates, on a copy. */
  shuffle(items) {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    return shuffled;
  }
};
var KeyedDraws = class {
  base;
  constructor(seed, name) {
    this.base = mix(mix(seed | 0) ^ hashText(name) ^ (seed / 4294967296 | 0));
  }
  at(a, b = 0, c = 0) {
    let h = mix(this.base ^ Math.imul(a + 1, 2654435761));
    h = mix(h ^ Math.imul(b + 1, 2246822519));
    h = mix(h ^ Math.imul(c + 1, 3266489917));
    return (h + 0.5) * TWO_POW_MINUS_32;
  }
};

// src/sim/copy.ts
var NotCopyable = class extends TypeError {
  name = "NotCopyable";
};
var MAX_DEPTH = 100;
var MAX_BYTES = 16 * 1024 * 1024;
var TYPED_ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array
};
var typedArrayName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
var double = new Float64Array(1);
var words2 = new Int32Array(double.buffer);
var KEYS = 512;
var keys = new Array(KEYS).fill("");
var keyHashes = new Uint32Array(KEYS).fill(hashText(""));
function hashKey(key) {
  const last = key.length - 1;
  const place = (key.charCodeAt(0) ^ key.charCodeAt(last) << 3 ^ last << 6) & KEYS - 1;
  if (keys[place] === key) return keyHashes[place];
  keys[place] = key;
  return keyHashes[place] = hashText(key);
}
function hashDouble(value) {
  if (Number.isNaN(value)) return 2146959360;
  double[0] = value;
  return words2[0] ^ Math.imul(words2[1], 2654435761);
}
var Copier = class {
  bytes = 0;
  digest = 0;
  copy(value) {
    this.bytes = 0;
    this.digest = 625341585;
    return this.walk(value, 0);
  }
  walk(value, depth) {
    if (typeof value === "string") this.take(value.length + 2, hashText(value));
    else if (typeof value === "number") this.take(8, (value | 0) === value ? value : hashDouble(value));
    else if (typeof value === "object" && value !== null) return this.walkObject(value, depth + 1);
    else this.takeRest(value);
    return value;
  }
  takeRest(value) {
    switch (typeof value) {
      case "boolean":
        return this.take(4, value ? 3 : 5);
      case "undefined":
        return this.take(0, 7);
      case "object":
        return this.take(4, 11);
      case "bigint":
        return this.take(16, hashText(value.toString()));
      default:
        throw new NotCopyable(`a ${typeof value} cannot be sent or stored: only data can`);
    }
  }
  walkObject(value, depth) {
    if (depth > MAX_DEPTH + 1) throw new NotCopyable("a message may be nested at most 100 levels deep (does it refer to itself?)");
    if (Array.isArray(value)) {
      this.take(2 + value.length, 1540483477 ^ value.length);
      const copy = [];
      for (let i = 0; i < value.length; i++) copy.push(this.walk(value[i], depth));
      return copy;
    }
    this.take(2, 13);
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      if (value instanceof Map) {
        const copy = /* @__PURE__ */ new Map();
        for (const [key, item] of value) copy.set(this.walk(key, depth), this.walk(item, depth));
        return copy;
      }
      if (value instanceof Set) {
        const copy = /* @__PURE__ */ new Set();
        for (const item of value) copy.add(this.walk(item, depth));
        return copy;
      }
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return this.walkBytes(value);
      if (value instanceof Date) {
        const ms = value.getTime();
        this.take(24, ms | 0);
        return new Date(ms);
      }
      if (value instanceof Promise) throw new NotCopyable("a promise cannot be sent or stored: await it first");
      if (value instanceof Error) return this.walkFields({ ...value, name: value.name, message: value.message }, depth);
      return this.walkFields({ ...value }, depth);
    }
    return this.walkFields(value, depth);
  }
  /** `value` inherits nothing that `for … in` would find. */
  walkFields(value, depth) {
    const copy = {};
    for (const key in value) {
      this.take(key.length + 4, hashKey(key));
      const item = this.walk(value[key], depth);
      if (key === "__proto__") Object.defineProperty(copy, key, { value: item, enumerable: true, configurable: true, writable: true });
      else copy[key] = item;
    }
    return copy;
  }
  walkBytes(value) {
    this.take(value.byteLength, 668265263 ^ value.byteLength);
    const isBuffer = value instanceof ArrayBuffer;
    const bytes = isBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    for (let i = 0; i < bytes.length; i++) this.take(0, bytes[i]);
    if (isBuffer) return new Uint8Array(bytes).buffer;
    if (value instanceof DataView) return new DataView(new Uint8Array(bytes).buffer);
    return new TYPED_ARRAYS[typedArrayName.call(value)](value);
  }
  take(bytes, content) {
    this.bytes += bytes;
    if (this.bytes > MAX_BYTES) throw new NotCopyable("a message may take at most 16 MiB");
    this.digest = Math.imul(this.digest ^ mix(content), 2654435761) + 2135587861 | 0;
  }
};

// src/sim/maths.ts
var maths_exports = {};
__export(maths_exports, {
  acos: () => acos,
  acosh: () => acosh,
  asin: () => asin,
  asinh: () => asinh,
  atan: () => atan,
  atan2: () => atan2,
  atanh: () => atanh,
  cbrt: () => cbrt,
  cos: () => cos,
  cosh: () => cosh,
  exp: () => exp,
  expm1: () => expm1,
  hypot: () => hypot,
  log: () => log,
  log10: () => log10,
  log1p: () => log1p,
  log2: () => log2,
  pow: () => pow,
  sin: () => sin,
  sinh: () => sinh,
  tan: () => tan,
  tanh: () => tanh
});
import acos from "@stdlib/math-base-special-acos";
import acosh from "@stdlib/math-base-special-acosh";
import asin from "@stdlib/math-base-special-asin";
import asinh from "@stdlib/math-base-special-asinh";
import atan from "@stdlib/math-base-special-atan";
import atan2 from "@stdlib/math-base-special-atan2";
import atanh from "@stdlib/math-base-special-atanh";
import cbrt from "@stdlib/math-base-special-cbrt";
import cos from "@stdlib/math-base-special-cos";
import cosh from "@stdlib/math-base-special-cosh";
import expm1 from "@stdlib/math-base-special-expm1";
import hypotOfTwo from "@stdlib/math-base-special-hypot";
import log10 from "@stdlib/math-base-special-log10";
import log1p from "@stdlib/math-base-special-log1p";
import log2 from "@stdlib/math-base-special-log2";
import powOfPositive from "@stdlib/math-base-special-pow";
import sin from "@stdlib/math-base-special-sin";
import sinh from "@stdlib/math-base-special-sinh";
import tan from "@stdlib/math-base-special-tan";
import tanh from "@stdlib/math-base-special-tanh";

// src/sim/exp.ts
import exactly from "@stdlib/math-base-special-exp";
var LN2_HIGH = 0.6931471803691238;
var LN2_LOW = 19082149292705877e-26;
var LOG2_E = 1.4426950408889634;
var NEAR_ZERO = 3725290298461914e-24;
var FAR = 40;
var LARGEST = 64;
var POWERS_OF_TWO = new Float64Array(2 * LARGEST + 1);
for (let n = 0, power2 = 1; n <= LARGEST; n++, power2 *= 2) {
  POWERS_OF_TWO[LARGEST + n] = power2;
  POWERS_OF_TWO[LARGEST - n] = 1 / power2;
}
function exp(x) {
  if (!(x > -FAR && x < FAR) || x > -NEAR_ZERO && x < NEAR_ZERO) return exactly(x);
  const k = Math.trunc(LOG2_E * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * (6613756321437934e-20 + t * (-16533902205465252e-22 + t * 41381367970572385e-24))));
  return (1 - (low - r * c / (2 - c) - high)) * POWERS_OF_TWO[k + LARGEST];
}
var powerOfTwo = (exponent) => POWERS_OF_TWO[exponent + LARGEST];

// src/sim/log.ts
var LN2_HIGH2 = 0.6931471803691238;
var LN2_LOW2 = 19082149292705877e-26;
var TWO_POW_54 = 18014398509481984;
var FRACTION = 1048575;
var ONE = 1072693248;
var double2 = new Float64Array(1);
var words3 = new Int32Array(double2.buffer);
var HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
function log(x) {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  double2[0] = x;
  let high = words3[HIGH];
  let k = -1023;
  if (high < 1048576) {
    k -= 54;
    double2[0] = x * TWO_POW_54;
    high = words3[HIGH];
  }
  k += high >> 20;
  high &= FRACTION;
  const half = high + 614244 & 1048576;
  words3[HIGH] = high | half ^ ONE;
  k += half >> 20;
  const f = double2[0] - 1;
  if ((FRACTION & 2 + high) < 3) return nearPowerOfTwo(f, k);
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const r = even + odd;
  if ((high - 398458 | 440401 - high) > 0) {
    const halfSquare = 0.5 * f * f;
    return k === 0 ? f - (halfSquare - s * (halfSquare + r)) : k * LN2_HIGH2 - (halfSquare - (s * (halfSquare + r) + k * LN2_LOW2) - f);
  }
  return k === 0 ? f - s * (f - r) : k * LN2_HIGH2 - (s * (f - r) - k * LN2_LOW2 - f);
}
function nearPowerOfTwo(f, k) {
  if (f === 0) return k * LN2_HIGH2 + k * LN2_LOW2;
  const r = f * f * (0.5 - 0.3333333333333333 * f);
  return k === 0 ? f - r : k * LN2_HIGH2 - (r - k * LN2_LOW2 - f);
}

// src/sim/maths.ts
function hypot(...values) {
  return values.reduce((length, value) => hypotOfTwo(length, value), 0);
}
function pow(base, exponent) {
  if (base === 0 || exponent === 0 || !Number.isFinite(base) || !Number.isFinite(exponent)) return base ** exponent;
  if (base === 2 && Number.isInteger(exponent) && exponent >= -64 && exponent <= 64) return powerOfTwo(exponent);
  if (base > 0) return powOfPositive(base, exponent);
  if (!Number.isInteger(exponent)) return NaN;
  return exponent % 2 === 0 ? powOfPositive(-base, exponent) : -powOfPositive(-base, exponent);
}

// src/sim/distribution.ts
var constant = (value) => ({ kind: "constant", value });
var uniform = (low, high) => ({ kind: "uniform", low, high });
var lognormal = (median, sigma) => ({ kind: "lognormal", median, sigma });
var NORMAL_99 = 2.3263478740408408;
var lognormalByP99 = (median, p992) => lognormal(median, log(p992 / median) / NORMAL_99);
function quantileOf(distribution, u) {
  switch (distribution.kind) {
    case "constant":
      return distribution.value;
    case "uniform":
      return distribution.low + (distribution.high - distribution.low) * u;
    case "exponential":
      return -distribution.mean * log(1 - u);
    case "lognormal":
      return distribution.median * exp(distribution.sigma * normalQuantile(u));
  }
}
function meanOf(distribution) {
  switch (distribution.kind) {
    case "constant":
      return distribution.value;
    case "uniform":
      return (distribution.low + distribution.high) / 2;
    case "exponential":
      return distribution.mean;
    case "lognormal":
      return distribution.median * exp(distribution.sigma * distribution.sigma / 2);
  }
}
function normalQuantile(u) {
  if (u < 0.02425) return tail(Math.sqrt(-2 * log(u)));
  if (u > 0.97575) return -tail(Math.sqrt(-2 * log(1 - u)));
  const q = u - 0.5;
  const r = q * q;
  return (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r + 2.506628277459239) * q / (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1);
}
function tail(q) {
  return (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783) / ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
}

// src/sim/time.ts
var US_PER_MS = 1e3;
var US_PER_S = 1e6;
function msToUs(ms) {
  return Math.round(ms * US_PER_MS);
}
var EPOCH_MS = 17488548e5;

// src/sim/trace.ts
var TraceKind = {
  /** node sends to peer; ref = message id; label = method or kind; data = body */
  send: 0,
  /** node receives from peer; ref = message id; cause = row of the send */
  deliver: 1,
  /** a message from node to peer is lost; ref = message id; label = why (loss, cut, down, budget); cause = row of the send */
  drop: 2,
  /** the network doubles a message; ref = id of the second copy; cause = row of the send */
  duplicate: 3,
  /** ref = timer id; label = name; data = delay in ms */
  timerSet: 4,
  timerFire: 5,
  timerCancel: 6,
  /** ref = number of the incarnation that ends */
  crash: 7,
  /** ref = number of the incarnation that begins */
  restart: 8,
  pause: 9,
  resume: 10,
  /** label = sentence of the fault; ref = index in the fault plan */
  faultStart: 11,
  faultEnd: 12,
  /** label = file */
  diskWrite: 13,
  diskSync: 14,
  /** unsynced records died, tore or rotted; label = file */
  diskLoss: 15,
  /** ctx.note(label, data) */
  note: 16,
  /** console output; label = level; data = text */
  log: 17,
  /** a client asks node; ref = operation id; label = f; data = input */
  invoke: 18,
  /** ref = operation id; label = outcome; data = output; cause = row of the invocation */
  complete: 19,
  /** a Fact of the history; label = type */
  fact: 20,
  /** the learner's state at node changed during the event `cause`; data = the changed fields */
  state: 21,
  /** wall clock of node jumps; data = ms */
  clockJump: 22,
  /** the learner's program threw; label = message */
  error: 23
};

// src/sim/corefaults.ts
var list = (ids) => typeof ids === "string" ? ids : ids.join(", ");
function long(ms) {
  if (ms < 1e4) return `${Math.round(ms)} ms`;
  return ms < 864e5 ? `${Math.round(ms / 1e3)} s` : `${Math.round(ms / 864e4) / 10} days`;
}
function linksOf(world, fault) {
  return fault.from.flatMap((a) => fault.to.filter((b) => b !== a).flatMap((b) => {
    const there = world.network.link(world.node(a), world.node(b));
    return fault.oneWay ? [there] : [there, world.network.link(world.node(b), world.node(a))];
  }));
}
function matcher(filter) {
  return ({ from, to, tag, carries, body, bytes }) => (filter.kind === void 0 || tag.kind === filter.kind) && (filter.method === void 0 || tag.method === filter.method) && isAmong(filter.from, from.id) && isAmong(filter.to, to.id) && (filter.aboveBytes === void 0 || bytes > filter.aboveBytes) && (filter.entry === void 0 || (carries?.(body) ?? []).some((entry) => fits(entry, filter.entry)));
}
var fits = (entry, { kind, index, term }) => (kind === void 0 || entry.kind === kind) && (index === void 0 || entry.index === index) && (term === void 0 || entry.term === term);
var isAmong = (ids, id) => ids === void 0 || (typeof ids === "string" ? ids === id : ids.includes(id));
function described({ kind, method, from, to, entry, aboveBytes }) {
  const noun = kind === "reply" ? "replies" : kind === "call" ? "requests" : "messages";
  const what = method === void 0 ? noun : `${method} ${noun}`;
  return `${what}${aboveBytes === void 0 ? "" : ` above ${aboveBytes} bytes`}${entry ? ` with ${describedEntry(entry)}` : ""}${from === void 0 ? "" : ` from ${list(from)}`}${to === void 0 ? "" : ` to ${list(to)}`}`;
}
function describedEntry({ kind, index, term }) {
  const place = [index === void 0 ? [] : `index ${index}`, term === void 0 ? [] : `term ${term}`].flat().join(" and ");
  return `${kind === void 0 ? "an entry" : `a ${kind} entry`}${place === "" ? "" : ` of ${place}`}`;
}
function messageFault(action, verb) {
  return {
    start(world, fault) {
      world.network.addRule({ faultId: fault.id, applies: matcher(fault.filter), action, rate: fault.rate, delayMs: fault.delayMs ?? constant(0) });
    },
    end(world, fault) {
      world.network.removeRule(fault.id);
    },
    sentence: ({ rate: rate2, filter }) => `${Math.round(rate2 * 1e3) / 10} % of the ${described(filter)} ${verb}`
  };
}
var cut = {
  start(world, fault) {
    for (const link of linksOf(world, fault)) link.cuts++;
  },
  end(world, fault) {
    for (const link of linksOf(world, fault)) link.cuts--;
  },
  sentence: ({ from, to, oneWay }) => oneWay ? `Nothing sent by ${list(from)} reaches ${list(to)}` : `${list(from)} and ${list(to)} are cut off from each other`
};
var slow = {
  start(world, fault) {
    for (const link of linksOf(world, fault)) link.extraMs.push(fault.extraMs);
  },
  end(world, fault) {
    for (const link of linksOf(world, fault)) link.extraMs.splice(link.extraMs.indexOf(fault.extraMs), 1);
  },
  sentence: ({ from, to, oneWay }) => `The link ${list(from)} ${oneWay ? "to" : "and"} ${list(to)} is slow`
};
var crash = {
  start(world, fault) {
    const node = world.node(fault.node);
    node.crash();
    if (fault.disk === "destroyed") node.disk.destroy();
  },
  end(world, fault) {
    world.node(fault.node).start();
  },
  sentence: ({ node, disk, lastsMs }) => `${node} crashes${disk ? " and its disk is destroyed" : ""}${lastsMs === void 0 ? " for good" : ""}`
};
var pause = {
  start: (world, fault) => world.node(fault.node).pause(fault.inbox),
  end: (world, fault) => world.node(fault.node).resume(),
  sentence: ({ node, inbox }) => `${node} stands still${inbox === "drop" ? " and loses what arrives" : ""}`
};
var jump = {
  start(world, { node: id, byMs }) {
    const node = world.node(id);
    node.clock.jump(msToUs(byMs));
    const row = world.emit(TraceKind.clockJump, node.index, -1, 0);
    world.trace?.describe(row, void 0, byMs);
  },
  sentence: ({ node, byMs }) => `The wall clock of ${node} jumps ${long(Math.abs(byMs))} ${byMs < 0 ? "back" : "ahead"}`
};
var drift = {
  start: (world, { node, ppm }) => world.node(node).clock.setDrift(world.nowUs, ppm),
  end: (world, { node }) => world.node(node).clock.setDrift(world.nowUs, 0),
  sentence: ({ node, ppm }) => `The clock of ${node} runs ${Math.abs(Math.round(ppm))} ppm too ${ppm < 0 ? "slow" : "fast"}`
};
var slowSync = {
  start: (world, { node, extraMs }) => void world.node(node).disk.extraSyncMs.push(extraMs),
  end(world, { node, extraMs }) {
    const { extraSyncMs } = world.node(node).disk;
    extraSyncMs.splice(extraSyncMs.indexOf(extraMs), 1);
  },
  sentence: ({ node }) => `The disk of ${node} is slow to sync`
};
var rot = {
  start: (world, { node, u }) => world.node(node).disk.rot(u),
  sentence: ({ node }) => `A record on the disk of ${node} rots`
};
var coreFaults = {
  cut,
  slow,
  crash,
  pause,
  jump,
  drift,
  slowSync,
  rot,
  lose: messageFault("lose", "are lost"),
  double: messageFault("double", "arrive twice"),
  late: messageFault("late", "are late"),
  hold: messageFault("hold", "are held back")
};

// src/sim/faults.ts
var NO_FAULTS = { faults: [], off: [] };
var FaultInjector = class {
  world;
  plan = NO_FAULTS;
  off = /* @__PURE__ */ new Set();
  kinds = new Map(Object.entries(coreFaults));
  triggered = /* @__PURE__ */ new Map();
  counts = /* @__PURE__ */ new Map();
  /** What struck so far. */
  strikes = [];
  constructor(world) {
    this.world = world;
  }
  define(kind, carriedOutBy) {
    this.kinds.set(kind, carriedOutBy);
  }
  arm(plan) {
    this.plan = plan;
    this.off = new Set(plan.off);
    for (const fault of plan.faults) {
      const { start } = fault;
      if ("atMs" in start) this.world.at(msToUs(start.atMs), startFault, this, fault);
      else this.await(start, fault, startFault);
    }
  }
  await({ signal, nth, afterMs }, fault, strike) {
    const waiting = this.triggered.get(signal) ?? [];
    waiting.push({ fault, nth: (this.counts.get(signal) ?? 0) + nth, afterMs, strike });
    this.triggered.set(signal, waiting);
  }
  /** Something happened that a trigger may be waiting for. */
  signal(name) {
    const waiting = this.triggered.get(name);
    if (!waiting) return;
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    for (const { fault, nth, afterMs, strike } of waiting) {
      if (nth === count) this.world.after(msToUs(afterMs), strike, this, fault);
    }
  }
  signalFact(type, node) {
    if (this.triggered.size === 0) return;
    this.signal(`fact:${type}`);
    if (node !== void 0) this.signal(`fact:${type}@${node}`);
  }
  signalDelivery({ tag, to, carries, body }) {
    if (this.triggered.size === 0) return;
    this.signal(`delivered:${tag.method ?? tag.kind}@${to.id}`);
    if (carries) for (const kind of new Set(carries(body).map((entry) => entry.kind))) this.signal(`entry:${kind}@${to.id}`);
  }
  isOff(faultId, link, messageNumber) {
    return this.off.size > 0 && this.off.has(`${faultId}:${link.from.id}>${link.to.id}:${messageNumber}`);
  }
  /** The plan as sentences, in its order. */
  sentences() {
    return this.plan.faults.map((fault) => `${this.kindOf(fault).sentence(fault)}${timesOf(fault)}.`);
  }
  begin(fault) {
    const { world } = this;
    const kind = this.kindOf(fault);
    const row = world.emit(TraceKind.faultStart, -1, -1, this.plan.faults.indexOf(fault));
    world.trace?.describe(row, kind.sentence(fault), fault);
    world.causeRow = row;
    this.strikes.push({ fault, fromUs: world.nowUs, toUs: Infinity });
    kind.start(world, fault);
    world.needsDrain = true;
    if (fault.lastsMs !== void 0) world.after(msToUs(fault.lastsMs), endFault, this, fault);
    if (fault.until) this.await(fault.until, fault, endFault);
  }
  finish(fault) {
    const { world } = this;
    const strike = this.strikes.find((each) => each.fault === fault);
    if (strike.toUs !== Infinity) return;
    strike.toUs = world.nowUs;
    const kind = this.kindOf(fault);
    const row = world.emit(TraceKind.faultEnd, -1, -1, this.plan.faults.indexOf(fault));
    world.trace?.describe(row, kind.sentence(fault));
    world.causeRow = row;
    kind.end?.(world, fault);
    world.needsDrain = true;
  }
  kindOf(fault) {
    const kind = this.kinds.get(fault.kind);
    if (!kind) throw new Error(`nobody carries out faults of kind "${fault.kind}"; known are ${[...this.kinds.keys()].join(", ")}`);
    return kind;
  }
};
function startFault(injector, fault) {
  injector.begin(fault);
}
function endFault(injector, fault) {
  injector.finish(fault);
}
var seconds = (ms) => `${Math.round(ms / 10) / 100} s`;
function timesOf(fault) {
  const { until } = fault;
  return `${durationOf(fault)}${until ? `${fault.lastsMs === void 0 ? "" : " at most"}, until ${afterSignal(until, "next")}` : ""}`;
}
function durationOf({ start, lastsMs }) {
  if ("atMs" in start) {
    if (start.atMs === 0 && lastsMs === void 0) return "";
    return lastsMs === void 0 ? ` from ${seconds(start.atMs)} on` : ` from ${seconds(start.atMs)} to ${seconds(start.atMs + lastsMs)}`;
  }
  const begin = `, ${start.afterMs > 0 ? "" : "at "}${afterSignal(start)}`;
  return lastsMs === void 0 ? begin : `${begin}, for ${seconds(lastsMs)}`;
}
function afterSignal({ signal, nth, afterMs }, first) {
  const event = signalled(signal, nth === 1 && first !== void 0 ? first : ordinal(nth));
  return afterMs > 0 ? `${seconds(afterMs)} after ${event}` : event;
}
function signalled(signal, which) {
  const [what = "", where] = signal.split("@");
  const [kind, name = ""] = what.split(/[.:]/);
  if (kind === "disk") return `the ${which} ${name} of ${where}'s disk`;
  if (kind === "delivered") return `the arrival of the ${which} ${name} at ${where}`;
  if (kind === "entry") return `the arrival of the ${which} message with a ${name} entry at ${where}`;
  return `the ${which} \u201C${name || what}\u201D${where === void 0 ? "" : ` of ${where}`}`;
}
function ordinal(n) {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th"}`;
}

// src/sim/clock.ts
var Clock = class {
  wallBaseUs = EPOCH_MS * US_PER_MS;
  monotonicBaseUs = 0;
  sinceUs = 0;
  rate = 1;
  wallUs(nowUs) {
    return Math.floor(this.wallBaseUs + (nowUs - this.sinceUs) * this.rate);
  }
  monotonicUs(nowUs) {
    return Math.floor(this.monotonicBaseUs + (nowUs - this.sinceUs) * this.rate);
  }
  /** Positive: the wall clock is moved ahead. */
  jump(byUs) {
    this.wallBaseUs += byUs;
  }
  /** The monotonic clock counts from the start of the machine, which was so long ago. */
  startedAgo(us) {
    this.monotonicBaseUs += us;
  }
  /** +200: 200 µs too many a second. */
  setDrift(nowUs, driftPpm) {
    this.wallBaseUs = this.wallUs(nowUs);
    this.monotonicBaseUs = this.monotonicUs(nowUs);
    this.sinceUs = nowUs;
    this.rate = 1 + driftPpm / 1e6;
  }
  /** True time that passes while this clock counts `localUs`. */
  trueUs(localUs) {
    return Math.max(0, Math.round(localUs / this.rate));
  }
};

// src/sim/disk.ts
var Disk = class {
  writeLatencyMs = uniform(0.1, 1);
  syncLatencyMs = uniform(2, 8);
  /** Added to every sync that begins meanwhile: the device stalls. */
  extraSyncMs = [];
  durable = /* @__PURE__ */ new Map();
  damaged = /* @__PURE__ */ new Map();
  pending = [];
  operations = 0;
  writes = 0;
  node;
  draws;
  writeSignal;
  syncSignal;
  constructor(node) {
    this.node = node;
    this.draws = node.world.keyed(`disk of ${node.id}`);
    this.writeSignal = `disk.write@${node.id}`;
    this.syncSignal = `disk.sync@${node.id}`;
  }
  read(file, done) {
    this.finishAfter(this.writeLatencyMs, () => done(this.peek(file)));
  }
  append(file, record, done) {
    this.write(file, false, [this.node.world.copier.copy(record)], done);
  }
  /** Replaces the file's content as one step. */
  replace(file, records, done) {
    this.write(file, true, this.node.world.copier.copy(records), done);
  }
  /** All writes issued before become durable. */
  sync(done) {
    const { node } = this;
    const issued = this.writes;
    const extraMs = this.extraSyncMs.reduce((sum, extra, i) => sum + quantileOf(extra, this.draws.at(this.operations, 2 + i)), 0);
    this.finishAfter(this.syncLatencyMs, () => {
      const covered = this.pending.filter((write) => write.number < issued);
      this.pending.splice(0, covered.length);
      for (const write of covered) this.settle(write);
      node.world.emit(TraceKind.diskSync, node.index, -1, covered.length);
      node.world.faults.signal(this.syncSignal);
      done();
    }, extraMs);
  }
  /** What a read would give now. */
  peek(file) {
    let records = this.durable.get(file) ?? [];
    let damaged = [...this.damaged.get(file) ?? []];
    for (const write of this.pending) {
      if (write.file !== file) continue;
      records = write.replace ? write.records : [...records, ...write.records];
      if (write.replace) damaged = [];
    }
    return { records: this.node.world.copier.copy(records), damaged };
  }
  /** The machine loses power. */
  loseUnsynced() {
    if (this.pending.length === 0) return;
    const { node } = this;
    const kept = Math.floor(this.draws.at(this.operations, 1) * (this.pending.length + 1));
    for (const write of this.pending.slice(0, kept)) this.settle(write);
    const lost2 = this.pending.length - kept;
    this.pending = [];
    if (lost2 > 0) node.world.emit(TraceKind.diskLoss, node.index, -1, lost2);
  }
  destroy() {
    this.node.world.emit(TraceKind.diskLoss, this.node.index, -1, -1);
    this.durable.clear();
    this.damaged.clear();
    this.pending = [];
  }
  /** One durable record, drawn by `u` in [0, 1), no longer matches its checksum. */
  rot(u) {
    const places = [...this.durable].flatMap(([file, records]) => records.map((_, index) => ({ file, index })));
    const place = places[Math.floor(u * places.length)];
    if (!place) return;
    const { node } = this;
    const row = node.world.emit(TraceKind.diskLoss, node.index, -1, place.index);
    node.world.trace?.describe(row, place.file);
    const damaged = this.damaged.get(place.file) ?? /* @__PURE__ */ new Set();
    this.damaged.set(place.file, damaged.add(place.index));
  }
  write(file, replace, records, done) {
    const { node } = this;
    node.world.mayAct();
    this.pending.push({ number: this.writes++, file, replace, records });
    const row = node.world.emit(TraceKind.diskWrite, node.index, -1, this.operations);
    if (node.world.trace) {
      node.world.trace.describe(row, file, records);
      node.world.trace.locate(row);
    }
    this.finishAfter(this.writeLatencyMs, () => {
      node.world.faults.signal(this.writeSignal);
      done();
    });
  }
  settle(write) {
    const records = write.replace ? [] : this.durable.get(write.file) ?? [];
    if (write.replace) this.damaged.delete(write.file);
    records.push(...write.records);
    this.durable.set(write.file, records);
  }
  /** What is done then has the cause that the operation had. */
  finishAfter(latencyMs, done, extraMs = 0) {
    const { world } = this.node;
    const { causeRow } = world;
    this.node.after(msToUs(quantileOf(latencyMs, this.draws.at(this.operations++)) + extraMs), () => {
      world.causeRow = causeRow;
      done();
    });
  }
};

// src/sim/node.ts
var NOT_PENDING = -1;
var OwnedEvent = class {
  node;
  incarnation;
  handler;
  a;
  b;
  cancelled = false;
  /** By which the world can withdraw it. */
  pending = NOT_PENDING;
  constructor(node, handler, a, b) {
    this.node = node;
    this.incarnation = node.incarnation;
    this.handler = handler;
    this.a = a;
    this.b = b;
  }
  arm(delayUs) {
    this.pending = this.node.world.after(delayUs, fire, this);
  }
  cancel() {
    this.cancelled = true;
    if (this.pending === NOT_PENDING) return;
    this.node.world.withdraw(this.pending);
    this.pending = NOT_PENDING;
  }
};
var SimNode = class {
  world;
  id;
  /** Position in `World.nodes`. */
  index;
  role;
  clock = new Clock();
  disk;
  /** The machine's own draws, the same stream for all incarnations. */
  random;
  state = "down";
  incarnation = 0;
  /** Starts the program afresh: memory is gone, only the disk is left. */
  boot;
  process;
  /** Called when its process has crashed. */
  whenCrashed = [];
  /** Called with every message that arrives, before the program gets it; may crash the node. */
  inspect;
  inbox = "queue";
  overdue = [];
  waiting = [];
  constructor(world, id, index, role) {
    this.world = world;
    this.id = id;
    this.index = index;
    this.role = role;
    this.disk = new Disk(this);
    this.random = world.stream(`random of ${id}`);
  }
  start() {
    if (this.state !== "down") return;
    this.state = "up";
    this.incarnation++;
    const row = this.world.emit(TraceKind.restart, this.index, -1, this.incarnation);
    this.world.causeRow = row;
    this.enter(boot, this);
  }
  crash() {
    if (this.state === "down") return;
    this.world.emit(TraceKind.crash, this.index, -1, this.incarnation);
    this.state = "down";
    this.process = void 0;
    this.overdue = [];
    this.waiting = [];
    this.disk.loseUnsynced();
    for (const tell2 of this.whenCrashed) tell2();
  }
  pause(inbox) {
    if (this.state !== "up") return;
    this.world.emit(TraceKind.pause, this.index, -1, this.incarnation);
    this.state = "paused";
    this.inbox = inbox;
  }
  /** Overdue timers fire first, then what has arrived. */
  resume() {
    if (this.state !== "paused") return;
    this.world.emit(TraceKind.resume, this.index, -1, this.incarnation);
    this.state = "up";
    const { overdue, waiting } = this;
    this.overdue = [];
    this.waiting = [];
    for (const event of overdue) event.arm(0);
    for (const message of waiting) new OwnedEvent(this, handOver, this, message).arm(0);
  }
  /** Whether something that arrives now will ever be seen. */
  get hears() {
    return this.state === "up" || this.state === "paused" && this.inbox === "queue";
  }
  /** False if the message is lost here. */
  accept(message) {
    if (!this.hears) return false;
    if (this.state === "paused") this.waiting.push(message);
    else handOver(this, message);
    return true;
  }
  /** Gives the program control for the rest of this event. What it throws kills nothing here: see `onProgramError`. */
  enter(run, a, b) {
    const { world } = this;
    world.beforeEnter(this);
    world.needsDrain = true;
    try {
      run(a, b);
    } catch (error) {
      world.onProgramError(this, error);
    }
  }
  /** Runs a handler of this incarnation after a delay on its own clock; later if it is paused then, never if it is dead. */
  after(delayUs, handler, a, b) {
    this.world.mayAct();
    const event = new OwnedEvent(this, handler, a, b);
    event.arm(this.clock.trueUs(delayUs));
    return event;
  }
  get wallMs() {
    return Math.floor(this.clock.wallUs(this.world.nowUs) / 1e3);
  }
  get monotonicMs() {
    return this.clock.monotonicUs(this.world.nowUs) / 1e3;
  }
  /** Keeps an event for the end of the pause. */
  postpone(event) {
    this.overdue.push(event);
  }
};
function fire(event) {
  const { node } = event;
  event.pending = NOT_PENDING;
  if (event.cancelled || node.state === "down" || node.incarnation !== event.incarnation) return;
  if (node.state === "paused") node.postpone(event);
  else node.enter(event.handler, event.a, event.b);
}
function boot(node) {
  node.process = node.boot?.(node);
}
function receive(node, message) {
  node.process?.receive(message);
}
function handOver(node, message) {
  const { world } = node;
  world.causeRow = message.sendRow;
  world.causeRow = world.emit(TraceKind.deliver, node.index, message.from.index, message.id);
  world.trace?.describe(world.causeRow, message.tag.method ?? message.tag.kind);
  world.faults.signalDelivery(message);
  node.inspect?.(message);
  node.enter(receive, node, message);
}

// src/sim/grown.ts
function grown(from, to) {
  to.set(from);
  return to;
}

// src/sim/queue.ts
var ARITY = 4;
var NOTHING = () => {
};
var EventQueue = class {
  /** The popped event. */
  timeUs = 0;
  handler = NOTHING;
  a;
  b;
  size = 0;
  sequence = 0;
  capacity = 64;
  heap = new Int32Array(64);
  /** Where in `heap` a slot stands. */
  positions = new Int32Array(64);
  times = new Float64Array(64);
  sequences = new Float64Array(64);
  handlers = [];
  firsts = [];
  seconds = [];
  free = [];
  /** Returns the event's slot, by which it can be removed for as long as it is pending. */
  push(timeUs, handler, a, b) {
    if (this.size === this.capacity) this.grow();
    const slot = this.free.length > 0 ? this.free.pop() : this.addSlot();
    this.times[slot] = timeUs;
    this.sequences[slot] = this.sequence++;
    this.handlers[slot] = handler;
    this.firsts[slot] = a;
    this.seconds[slot] = b;
    this.siftUp(this.size++, slot);
    return slot;
  }
  /** Loads the earliest event into `timeUs`, `handler`, `a`, `b`; false when there is none. */
  pop() {
    if (this.size === 0) return false;
    const slot = this.heap[0];
    this.timeUs = this.times[slot];
    this.handler = this.handlers[slot];
    this.a = this.firsts[slot];
    this.b = this.seconds[slot];
    this.remove(slot);
    return true;
  }
  remove(slot) {
    const position = this.positions[slot];
    this.firsts[slot] = void 0;
    this.seconds[slot] = void 0;
    this.free.push(slot);
    const last = this.heap[--this.size];
    if (last === slot) return;
    if (position > 0 && this.isBefore(last, this.heap[position - 1 >> 2])) this.siftUp(position, last);
    else this.siftDown(position, last);
  }
  addSlot() {
    this.firsts.push(void 0);
    this.seconds.push(void 0);
    return this.handlers.push(NOTHING) - 1;
  }
  isBefore(slot, other) {
    const { times: times2, sequences } = this;
    return times2[slot] < times2[other] || times2[slot] === times2[other] && sequences[slot] < sequences[other];
  }
  siftUp(position, slot) {
    const { heap, positions: positions2, times: times2, sequences } = this;
    const time = times2[slot];
    const sequence = sequences[slot];
    while (position > 0) {
      const parent = position - 1 >> 2;
      const other = heap[parent];
      if (times2[other] < time || times2[other] === time && sequences[other] < sequence) break;
      heap[position] = other;
      positions2[other] = position;
      position = parent;
    }
    heap[position] = slot;
    positions2[slot] = position;
  }
  siftDown(position, slot) {
    const { heap, positions: positions2, times: times2, sequences, size } = this;
    const time = times2[slot];
    const sequence = sequences[slot];
    for (; ; ) {
      let child = position * ARITY + 1;
      if (child >= size) break;
      const end = child + ARITY < size ? child + ARITY : size;
      let best = heap[child];
      let bestTime = times2[best];
      let bestChild = child;
      while (++child < end) {
        const other = heap[child];
        const otherTime = times2[other];
        if (otherTime < bestTime || otherTime === bestTime && sequences[other] < sequences[best]) {
          best = other;
          bestTime = otherTime;
          bestChild = child;
        }
      }
      if (time < bestTime || time === bestTime && sequence < sequences[best]) break;
      heap[position] = best;
      positions2[best] = position;
      position = bestChild;
    }
    heap[position] = slot;
    positions2[slot] = position;
  }
  grow() {
    this.capacity *= 2;
    this.heap = grown(this.heap, new Int32Array(this.capacity));
    this.positions = grown(this.positions, new Int32Array(this.capacity));
    this.times = grown(this.times, new Float64Array(this.capacity));
    this.sequences = grown(this.sequences, new Float64Array(this.capacity));
  }
};

// src/sim/recorder.ts
var HistoryRecorder = class {
  world;
  operations = [];
  facts = [];
  series = /* @__PURE__ */ new Map();
  phases = /* @__PURE__ */ new Map();
  readings = /* @__PURE__ */ new Map();
  factCounts = /* @__PURE__ */ new Map();
  closed = [];
  constructor(world) {
    this.world = world;
  }
  /** A client asks. Returns the operation's id. */
  invoke(client, f, input, about2 = {}) {
    const { world } = this;
    const id = this.operations.length;
    const node = about2.node === void 0 ? void 0 : world.findNode(about2.node);
    const row = world.emit(TraceKind.invoke, node?.index ?? -1, -1, id);
    world.trace?.describe(row, f, { client, input });
    this.operations.push({ id, client, f, input, ...about2, outcome: "info", invokedUs: world.nowUs, completedUs: Infinity, heardUs: Infinity, invokedRow: row, completedRow: -1 });
    return id;
  }
  /** The client hears, or (`info`) stops listening: the operation then stays open. A second completion is ignored. */
  complete(id, outcome, output) {
    const operation = this.operations[id];
    if (this.closed[id]) return;
    this.closed[id] = true;
    const { world } = this;
    const node = operation.node === void 0 ? void 0 : world.findNode(operation.node);
    const { causeRow } = world;
    world.causeRow = operation.invokedRow;
    const row = world.emit(TraceKind.complete, node?.index ?? -1, -1, id);
    world.causeRow = causeRow;
    world.trace?.describe(row, outcome, output);
    operation.outcome = outcome;
    operation.output = output;
    operation.completedRow = row;
    operation.heardUs = world.nowUs;
    if (outcome !== "info") operation.completedUs = world.nowUs;
  }
  isOpen(id) {
    return !this.closed[id];
  }
  invokedRow(id) {
    return this.operations[id].invokedRow;
  }
  /** `shownBy`: the row that shows it already, such as the delivery of a message; absent: the fact gets one of its own. Returns the row. */
  fact(type, data, node, shownBy) {
    const row = shownBy ?? this.factRow(type, data, node);
    this.facts.push({ type, atUs: this.world.nowUs, data, row, ...node === void 0 ? {} : { node } });
    this.factCounts.set(type, (this.factCounts.get(type) ?? 0) + 1);
    this.world.faults.signalFact(type, node);
    return row;
  }
  factRow(type, data, node) {
    const { world } = this;
    const row = world.emit(TraceKind.fact, node === void 0 ? -1 : world.node(node).index, -1, this.facts.length);
    world.trace?.describe(row, type, data);
    return row;
  }
  factCount(type) {
    return this.factCounts.get(type) ?? 0;
  }
  /** Adds a point to a quantity over time; `atUs` may lie in the past, after the points before. */
  sample(name, unit, value, atUs = this.world.nowUs) {
    let series = this.series.get(name);
    if (!series) {
      series = { name, unit, timesUs: [], values: [] };
      this.series.set(name, series);
    }
    series.timesUs.push(atUs);
    series.values.push(value);
  }
  /** From now on `name` (`<chart>/<lane>` for the pictures) is `text`; '' is nothing. */
  phase(name, text2) {
    let phases = this.phases.get(name);
    if (!phases) this.phases.set(name, phases = { name, timesUs: [], texts: [] });
    if (phases.texts.at(-1) === text2) return;
    phases.timesUs.push(this.world.nowUs);
    phases.texts.push(text2);
  }
  /** Keeps what a program said. Numbers are drawn as `<name>/<node>`, words about others as a matrix of beliefs, other words as phases. */
  reading(name, unit, node, about2, value) {
    let readings = this.readings.get(name);
    if (!readings) this.readings.set(name, readings = []);
    readings.push({ node, atUs: this.world.nowUs, value, ...about2 === void 0 ? {} : { about: about2 } });
    if (typeof value === "number") this.sample(`${name}/${about2 === void 0 ? node : `${node} of ${about2}`}`, unit, value);
    else if (typeof value === "string") this.said(name, node, about2, value);
  }
  said(name, node, about2, text2) {
    if (about2 === void 0) this.phase(`${name}/${node}`, text2);
    else this.world.pictures?.matrix(titled(name)).believes(node, about2, text2);
  }
  finish() {
    return {
      seed: this.world.seed,
      endUs: this.world.nowUs,
      operations: this.operations,
      facts: this.facts,
      strikes: this.world.faults.strikes,
      series: this.series,
      phases: this.phases,
      readings: this.readings,
      nodes: this.world.nodes.map((node) => node.id)
    };
  }
};
function titled(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

// src/sim/network.ts
var MAX_NODES = 4096;
var Network = class {
  defaultLatencyMs = lognormalByP99(5, 20);
  limits = {};
  rules = /* @__PURE__ */ new Map();
  messages = 0;
  /** Set to a list to have every decision of a message rule noted. */
  decisions;
  world;
  /** By the indices of sender and receiver. */
  links = [];
  draws;
  /** By the sender's index. */
  sentByNode = [];
  constructor(world) {
    this.world = world;
    this.draws = world.keyed("network");
  }
  link(from, to) {
    const links = this.links[from.index] ??= [];
    return links[to.index] ??= { from, to, sent: 0, cuts: 0, latencyMs: this.defaultLatencyMs, extraMs: [], windowStartUs: 0, sentInWindow: 0 };
  }
  addRule(rule) {
    this.rules.set(rule.faultId, { ...rule, key: hashText(rule.faultId), held: [] });
  }
  removeRule(faultId) {
    const held = this.rules.get(faultId)?.held ?? [];
    this.rules.delete(faultId);
    for (const { message, delayMs } of held) this.world.after(msToUs(delayMs), arrive, this, message);
  }
  /** Copies the body and sends it. Throws `NotCopyable` for what is not data. Returns the message's number. */
  send(from, to, body, tag, carries) {
    const { world } = this;
    world.mayAct();
    const copied = world.copier.copy(body);
    const { bytes, digest } = world.copier;
    const id = this.messages++;
    const sendRow = world.emit(TraceKind.send, from.index, to.index, id);
    world.hash.add(digest);
    if (world.trace) {
      world.trace.describe(sendRow, tag.method ?? tag.kind, tag.headers ? { headers: tag.headers, body: copied } : copied);
      world.trace.locate(sendRow);
    }
    const link = this.link(from, to);
    const number = link.sent++;
    const message = { id, from, to, tag, body: copied, carries, sentUs: world.nowUs, bytes: tag.bytes ?? bytes, sendRow };
    const reason = this.refuses(link, message);
    if (reason) this.drop(message, reason);
    else this.transmit(link, number, message);
    return id;
  }
  drop(message, why) {
    const { world } = this;
    const { causeRow } = world;
    world.causeRow = message.sendRow;
    const row = world.emit(TraceKind.drop, message.from.index, message.to.index, message.id);
    world.causeRow = causeRow;
    world.trace?.describe(row, why);
  }
  refuses(link, message) {
    const { limits, world } = this;
    if (limits.messageBytes !== void 0 && message.bytes > limits.messageBytes) return "too big";
    if (limits.messagesPerSec !== void 0) {
      const count = this.sentByNode[message.from.index] ??= { windowStartUs: world.nowUs, sent: 0 };
      if (world.nowUs - count.windowStartUs >= US_PER_S) {
        count.windowStartUs = world.nowUs;
        count.sent = 0;
      }
      if (++count.sent > limits.messagesPerSec) return "over budget";
    }
    if (limits.linkMessagesPerSec !== void 0) {
      if (world.nowUs - link.windowStartUs >= US_PER_S) {
        link.windowStartUs = world.nowUs;
        link.sentInWindow = 0;
      }
      if (++link.sentInWindow > limits.linkMessagesPerSec) return "over budget";
    }
    return link.cuts > 0 ? "cut" : void 0;
  }
  transmit(link, number, message) {
    const { world, draws } = this;
    const linkKey = link.from.index * MAX_NODES + link.to.index;
    let delayMs = quantileOf(link.latencyMs, draws.at(linkKey, number));
    for (let i = 0; i < link.extraMs.length; i++) delayMs += quantileOf(link.extraMs[i], draws.at(linkKey, number, 1 + i));
    for (const rule of this.rules.values()) {
      if (!rule.applies(message)) continue;
      if (draws.at(linkKey, number, rule.key) >= rule.rate || world.faults.isOff(rule.faultId, link, number)) continue;
      const lateMs = rule.action === "lose" || rule.action === "hold" ? 0 : quantileOf(rule.delayMs, draws.at(linkKey, number, rule.key + 1));
      this.decisions?.push({
        id: `${rule.faultId}:${link.from.id}>${link.to.id}:${number}`,
        action: rule.action,
        atUs: world.nowUs,
        from: link.from.id,
        to: link.to.id,
        tag: message.tag,
        delayMs: lateMs
      });
      if (rule.action === "lose") return this.drop(message, "lost");
      if (rule.action === "hold") return void rule.held.push({ message, delayMs });
      if (rule.action === "late") delayMs += lateMs;
      else this.deliverAgain(message, msToUs(lateMs));
    }
    const { wire } = link;
    if (wire) {
      const startUs = Math.max(world.nowUs, wire.busyUntilUs);
      wire.busyUntilUs = startUs + Math.ceil(message.bytes / wire.bytesPerSecond * US_PER_S);
      delayMs += (wire.busyUntilUs - world.nowUs) / 1e3;
    }
    world.after(msToUs(delayMs), arrive, this, message);
  }
  deliverAgain(message, delayUs) {
    const { world } = this;
    const copy = { ...message, id: this.messages++, body: world.copier.copy(message.body) };
    const { causeRow } = world;
    world.causeRow = message.sendRow;
    world.emit(TraceKind.duplicate, message.from.index, message.to.index, copy.id);
    world.causeRow = causeRow;
    world.after(delayUs, arrive, this, copy);
  }
};
function arrive(network, message) {
  if (!message.to.accept(message)) network.drop(message, "nobody there");
}

// src/sim/pictures/grid.ts
var GridPicture = class {
  track;
  cells = [];
  cursors = [];
  labels = [];
  /** What is drawn at present, so that the same is not drawn again. */
  held = /* @__PURE__ */ new Map();
  placed = /* @__PURE__ */ new Map();
  labelled = /* @__PURE__ */ new Map();
  now;
  rowNow;
  constructor(name, words5, now, rowNow) {
    this.track = { type: "grid", name, words: words5, cells: this.cells, cursors: this.cursors, labels: this.labels };
    this.now = now;
    this.rowNow = rowNow;
  }
  cell(row, column, text2, group = "") {
    if (this.isNew(row, column, `${group}
${text2}`)) this.cells.push({ ...this.change(row), column, text: text2, group });
  }
  /** Empties a row from a column on, the last one first. */
  clearFrom(row, column) {
    for (const held of [...this.held.get(row)?.keys() ?? []].filter((each) => each >= column).sort((a, b) => b - a)) this.cell(row, held, "");
  }
  /** More is known of what a cell holds. */
  amend(row, column, text2, group = "") {
    if (this.isNew(row, column, `${group}
${text2}`)) this.cells.push({ ...this.change(row), column, text: text2, group, amends: true });
  }
  /** The cursor covers all columns up to this one, and this one. */
  reached(row, cursor, column) {
    this.place(row, cursor, column + 1, column);
  }
  /** This column is what the cursor waits for: it covers those before. */
  stands(row, cursor, column) {
    this.place(row, cursor, column, column);
  }
  lifted(row, cursor) {
    this.place(row, cursor, -1, -1);
  }
  label(row, text2, note2 = "") {
    if (this.labelled.get(row) === `${text2}
${note2}`) return;
    this.labelled.set(row, `${text2}
${note2}`);
    this.labels.push({ ...this.change(row), text: text2, note: note2 });
  }
  place(row, cursor, before, says) {
    const key = `${row}
${cursor}`;
    if ((this.placed.get(key) ?? -1) === before) return;
    this.placed.set(key, before);
    this.cursors.push({ ...this.change(row), cursor, before, says });
  }
  /** Whether the cell held something else until now. */
  isNew(row, column, content) {
    let cells = this.held.get(row);
    if (!cells) this.held.set(row, cells = /* @__PURE__ */ new Map());
    if ((cells.get(column) ?? "\n") === content) return false;
    if (content === "\n") cells.delete(column);
    else cells.set(column, content);
    return true;
  }
  change(row) {
    return { timeUs: this.now(), row, event: this.rowNow() };
  }
};

// src/sim/pictures/matrix.ts
var MatrixPicture = class {
  track;
  beliefs = [];
  truths = [];
  /** What is drawn at present, so that the same is not drawn again. */
  said = /* @__PURE__ */ new Map();
  now;
  rowNow;
  constructor(name, now, rowNow) {
    this.track = { type: "matrix", name, beliefs: this.beliefs, truths: this.truths };
    this.now = now;
    this.rowNow = rowNow;
  }
  /** From now on; '' is no opinion. It is right as long as it is, word for word, what is true. */
  believes(observer, subject, text2) {
    if (this.isNew(`${observer}
${subject}`, text2)) this.beliefs.push({ observer, ...this.statement(subject, text2) });
  }
  /** From now on. `observer`: it is true between this one and the subject, whatever is true of the subject otherwise. */
  isTrue(subject, text2, observer) {
    if (this.isNew(`truth
${observer ?? ""}
${subject}`, text2)) this.truths.push({ ...this.statement(subject, text2), ...observer === void 0 ? {} : { observer } });
  }
  /** What is true for everybody at present. */
  truth(subject) {
    return this.said.get(`truth

${subject}`);
  }
  isNew(key, text2) {
    if (this.said.get(key) === text2) return false;
    this.said.set(key, text2);
    return true;
  }
  statement(subject, text2) {
    return { timeUs: this.now(), subject, text: text2, event: this.rowNow() };
  }
};

// src/sim/pictures/plane.ts
var PlanePicture = class {
  points = [];
  track;
  now;
  constructor(name, across, up, now) {
    this.track = { type: "plane", name, across, up, points: this.points };
    this.now = now;
  }
  /** `timeUs` may lie in the past, after the points before. */
  point(across, up, timeUs = this.now()) {
    this.points.push({ timeUs, across, up });
  }
};

// src/sim/pictures/ring.ts
var RingPicture = class {
  track;
  placements = [];
  now;
  constructor(name, now) {
    this.track = { type: "ring", name, placements: this.placements };
    this.now = now;
  }
  /** `owners`: the ids of those that hold each key, in the order of the ring: the same keys every time. */
  placed(by, members, owners, event) {
    const position = new Map(members.map(({ id }, index) => [id, index]));
    const copies = owners.reduce((most, { length }) => Math.max(most, length), 0);
    const flat = new Int16Array(owners.length * copies).fill(-1);
    owners.forEach((ids, key) => ids.forEach((id, copy) => {
      flat[key * copies + copy] = position.get(id) ?? -1;
    }));
    this.placements.push({ timeUs: this.now(), by, members: members.map(({ id, weight }) => ({ id, weight })), copies, owners: flat, event });
  }
};

// src/sim/pictures/spans.ts
var SpansPicture = class {
  work = [];
  sentHeaders = [];
  reportedSpans = [];
  indexOfWork = /* @__PURE__ */ new Map();
  /** By span: where it stands among those reported. */
  indexOfSpan = /* @__PURE__ */ new Map();
  track;
  now;
  rowNow;
  constructor(name, now, rowNow) {
    this.track = { type: "spans", name, work: this.work, sent: this.sentHeaders, reported: this.reportedSpans };
    this.now = now;
    this.rowNow = rowNow;
  }
  /** `row`, here and below: the row of the trace that shows it; absent: that of the cause. */
  begins(work, row = this.rowNow()) {
    this.indexOfWork.set(work.id, this.work.length);
    this.work.push({ ...work, fromUs: this.now(), row });
  }
  ends(id) {
    const index = this.indexOfWork.get(id);
    if (index !== void 0) this.work[index] = { ...this.work[index], toUs: this.now() };
  }
  sends(by, to, headers, row = this.rowNow()) {
    this.sentHeaders.push({ by, to, headers, timeUs: this.now(), row });
  }
  reports(span, row = this.rowNow()) {
    this.indexOfSpan.set(keyOf(span), this.reportedSpans.length);
    this.reportedSpans.push({ ...span, row });
  }
  /** A store has got a span. Does nothing if it is another one's. */
  arrived(span, fate) {
    const index = this.indexOfSpan.get(keyOf(span));
    if (index !== void 0) this.reportedSpans[index] = { ...this.reportedSpans[index], fate };
  }
};
var keyOf = ({ traceId, spanId }) => `${traceId} ${spanId}`;

// src/sim/pictures/timeline.ts
var OpenBar = class {
  bar;
  picture;
  constructor(picture, bar) {
    this.picture = picture;
    this.bar = bar;
  }
  /** What is given replaces what it began with. A bar that has not lasted is taken back. */
  end(changed = {}) {
    this.picture.end(this, changed);
  }
  /** From now on it is another one in the same place. */
  turn(text2, tone) {
    const { group, lane, row } = this.bar;
    this.end();
    return this.picture.begin(group, lane, text2, tone, row);
  }
};
var TimelinePicture = class {
  order = [];
  bars = [];
  points = [];
  open = /* @__PURE__ */ new Set();
  track;
  now;
  rowNow;
  constructor(name, now, rowNow) {
    this.track = { type: "timeline", name, order: this.order, bars: this.bars, points: this.points };
    this.now = now;
    this.rowNow = rowNow;
  }
  /** Says in which order lanes of a group stand, whatever comes first. */
  lanes(group, lanes) {
    this.order.push(...lanes.map((lane) => ({ group, lane })));
  }
  /** `row`, here and below: the row of the trace that shows it; absent: that of the cause. */
  begin(group, lane, text2, tone = "neutral", row = this.rowNow()) {
    const open = new OpenBar(this, { group, lane, text: text2, tone, row, fromUs: this.now() });
    this.bars.push(open.bar);
    this.open.add(open);
    return open;
  }
  /** A bar that is over, drawn as a whole. */
  bar(bar) {
    this.bars.push(bar);
  }
  point(group, lane, text2, tone = "neutral", row = this.rowNow()) {
    this.points.push({ group, lane, text: text2, tone, row, timeUs: this.now() });
  }
  /** Bars of a lane that have begun and not ended. */
  openIn(group, lane) {
    return [...this.open].filter(({ bar }) => bar.group === group && bar.lane === lane);
  }
  /** For `OpenBar`. */
  end(open, changed) {
    if (!this.open.delete(open)) return;
    const index = this.bars.lastIndexOf(open.bar);
    const toUs = this.now();
    if (open.bar.fromUs === toUs) this.bars.splice(index, 1);
    else this.bars[index] = { ...open.bar, ...changed, toUs };
  }
};

// src/sim/pictures/recorder.ts
var PictureRecorder = class {
  begun = /* @__PURE__ */ new Map();
  now;
  rowNow;
  /** `rowNow`: the row of the trace that shows why something is drawn now, -1 for none. */
  constructor(now, rowNow) {
    this.now = now;
    this.rowNow = rowNow;
  }
  /** `words` are those of its first call. */
  grid(name, words5 = {}) {
    return this.picture(`grid ${name}`, () => new GridPicture(name, words5, this.now, this.rowNow));
  }
  matrix(name) {
    return this.picture(`matrix ${name}`, () => new MatrixPicture(name, this.now, this.rowNow));
  }
  /** `across` and `up` are those of its first call. */
  plane(name, across, up) {
    return this.picture(`plane ${name}`, () => new PlanePicture(name, across, up, this.now));
  }
  ring(name) {
    return this.picture(`ring ${name}`, () => new RingPicture(name, this.now));
  }
  spans(name) {
    return this.picture(`spans ${name}`, () => new SpansPicture(name, this.now, this.rowNow));
  }
  timeline(name) {
    return this.picture(`timeline ${name}`, () => new TimelinePicture(name, this.now, this.rowNow));
  }
  tracks() {
    return [...this.begun.values()].map(({ track }) => track);
  }
  /** The picture of this kind and name, begun when it is drawn on first. */
  picture(key, begin) {
    const before = this.begun.get(key);
    if (before) return before;
    const picture = begin();
    this.begun.set(key, picture);
    return picture;
  }
};

// src/sim/runhash.ts
var RunHash = class {
  low = 608135816;
  high = 320440878;
  add(value) {
    this.low = Math.imul(this.low ^ (value | 0), 2654435761);
    this.low ^= this.low >>> 15;
    this.high = Math.imul(this.high ^ this.low ^ (value / 4294967296 | 0), 2246822507);
    this.high ^= this.high >>> 13;
  }
  /** 16 hexadecimal digits. */
  toString() {
    return hex(mix(this.low ^ this.high)) + hex(mix(this.high));
  }
};
function hex(word2) {
  return (word2 >>> 0).toString(16).padStart(8, "0");
}

// src/sim/tracewriter.ts
var NONE = -1;
var TraceWriter = class {
  length = 0;
  capacity = 1024;
  timeUs = new Float64Array(1024);
  kind = new Uint8Array(1024);
  node = new Int16Array(1024);
  peer = new Int16Array(1024);
  ref = new Int32Array(1024);
  cause = new Int32Array(1024);
  label = new Int32Array(1024);
  data = new Int32Array(1024);
  source = new Int32Array(1024);
  strings = [];
  stringIndex = /* @__PURE__ */ new Map();
  sources = [];
  sourceIndex = /* @__PURE__ */ new Map();
  /** Where the learner's program is right now; set by whoever runs it. */
  here = () => void 0;
  row(timeUs, kind, node, peer, ref, cause) {
    if (this.length === this.capacity) this.grow();
    const row = this.length++;
    this.timeUs[row] = timeUs;
    this.kind[row] = kind;
    this.node[row] = node;
    this.peer[row] = peer;
    this.ref[row] = ref;
    this.cause[row] = cause;
    this.label[row] = NONE;
    this.data[row] = NONE;
    this.source[row] = NONE;
    return row;
  }
  describe(row, label, data) {
    if (label !== void 0) this.label[row] = this.intern(label);
    if (data !== void 0) this.data[row] = this.intern(jsonOf(data));
  }
  /** Notes the learner's line that causes this row. */
  locate(row) {
    const position = this.here();
    if (!position) return;
    const key = `${position.file}:${position.line}:${position.column}`;
    let index = this.sourceIndex.get(key);
    if (index === void 0) {
      index = this.sources.push(position) - 1;
      this.sourceIndex.set(key, index);
    }
    this.source[row] = index;
  }
  finish(nodes) {
    const n = this.length;
    return {
      length: n,
      timeUs: this.timeUs.slice(0, n),
      kind: this.kind.slice(0, n),
      node: this.node.slice(0, n),
      peer: this.peer.slice(0, n),
      ref: this.ref.slice(0, n),
      cause: this.cause.slice(0, n),
      label: this.label.slice(0, n),
      data: this.data.slice(0, n),
      source: this.source.slice(0, n),
      strings: this.strings,
      sources: this.sources,
      nodes
    };
  }
  intern(text2) {
    let index = this.stringIndex.get(text2);
    if (index === void 0) {
      index = this.strings.push(text2) - 1;
      this.stringIndex.set(text2, index);
    }
    return index;
  }
  grow() {
    this.capacity *= 2;
    this.timeUs = grown(this.timeUs, new Float64Array(this.capacity));
    this.kind = grown(this.kind, new Uint8Array(this.capacity));
    this.node = grown(this.node, new Int16Array(this.capacity));
    this.peer = grown(this.peer, new Int16Array(this.capacity));
    this.ref = grown(this.ref, new Int32Array(this.capacity));
    this.cause = grown(this.cause, new Int32Array(this.capacity));
    this.label = grown(this.label, new Int32Array(this.capacity));
    this.data = grown(this.data, new Int32Array(this.capacity));
    this.source = grown(this.source, new Int32Array(this.capacity));
  }
};

// src/sim/world.ts
var World = class {
  seed;
  trace;
  /** Only while a run is recorded. */
  pictures;
  history;
  network;
  faults;
  nodes = [];
  hash = new RunHash();
  copier = new Copier();
  nowUs = 0;
  events = 0;
  /** Events handled at the present instant without time moving on. */
  eventsAtInstant = 0;
  /** Row that the rows written now are caused by, -1 for none. */
  causeRow = -1;
  /** Set when learner promises may have been settled since the last drain. */
  needsDrain = false;
  /** Called before a node's program gets control: the host refills its fuel. */
  beforeEnter = () => {
  };
  /** Called with whatever a node's program throws outside a request. */
  onProgramError = (_node, error) => {
    throw error;
  };
  /** What is being read of a program; see `look`. */
  looking;
  queue = new EventQueue();
  nodeById = /* @__PURE__ */ new Map();
  constructor(options) {
    this.seed = options.seed;
    this.trace = options.mode === "record" ? new TraceWriter() : void 0;
    this.pictures = this.trace && new PictureRecorder(() => this.nowUs, () => this.causeRow);
    this.history = new HistoryRecorder(this);
    this.network = new Network(this);
    this.faults = new FaultInjector(this);
  }
  /** A random stream of this run; two calls with one name give two equal streams: keep the first. */
  stream(name) {
    return new RandomStream(this.seed, name);
  }
  keyed(name) {
    return new KeyedDraws(this.seed, name);
  }
  addNode(id, role) {
    if (this.nodeById.has(id)) throw new Error(`two nodes are called ${id}`);
    const node = new SimNode(this, id, this.nodes.length, role);
    this.nodes.push(node);
    this.nodeById.set(id, node);
    return node;
  }
  findNode(id) {
    return this.nodeById.get(id);
  }
  node(id) {
    const node = this.nodeById.get(id);
    if (!node) throw new Error(`there is no node called ${id}; there are ${[...this.nodeById.keys()].join(", ")}`);
    return node;
  }
  /** Arms the faults. Call once, when all nodes exist. */
  begin(plan = NO_FAULTS) {
    this.faults.arm(plan);
  }
  /** Returns what `withdraw` takes. */
  at(timeUs, handler, a, b) {
    return this.queue.push(timeUs < this.nowUs ? this.nowUs : timeUs, handler, a, b);
  }
  /** Returns what `withdraw` takes. */
  after(delayUs, handler, a, b) {
    return this.queue.push(this.nowUs + (delayUs > 0 ? delayUs : 0), handler, a, b);
  }
  /** Takes back an event that is still to come. */
  withdraw(event) {
    this.queue.remove(event);
  }
  /** Handles the next event; false when none is left. Promises settled by it run when the host drains. */
  step() {
    const { queue } = this;
    if (!queue.pop()) return false;
    if (queue.timeUs === this.nowUs) this.eventsAtInstant++;
    else this.eventsAtInstant = 0;
    this.nowUs = queue.timeUs;
    this.events++;
    this.causeRow = -1;
    this.looking = void 0;
    queue.handler(queue.a, queue.b);
    return true;
  }
  /** Reads something of a node's program, which may do nothing but answer in this event, its promises included. */
  look(node, what, read) {
    this.looking = { node, what };
    node.enter(read);
  }
  /** Whoever is about to send, to wait or to store asks first. Throws, and ends the process, while its program is only looked at. */
  mayAct() {
    if (!this.looking) return;
    const { node, what } = this.looking;
    const error = new TypeError(`${what} is only read here: it may not send, set timers or use the disk`);
    this.onProgramError(node, error);
    throw error;
  }
  /** Writes an event into the run's hash and, when recording, into the trace. Returns its row or -1. */
  emit(kind, node, peer, ref) {
    this.hash.add(this.nowUs);
    this.hash.add(kind << 24 ^ node << 12 ^ peer ^ Math.imul(ref, 16777619));
    return this.trace ? this.trace.row(this.nowUs, kind, node, peer, ref, this.causeRow) : -1;
  }
};

// src/kits/hashes/bytes.ts
function utf8(text2) {
  const bytes = new Uint8Array(3 * text2.length);
  return bytes.subarray(0, writeUtf8(text2, bytes));
}
function writeUtf8(text2, bytes) {
  let at = 0;
  for (let i = 0; i < text2.length; i++) {
    let code = text2.charCodeAt(i);
    if (code < 128) {
      bytes[at++] = code;
      continue;
    }
    if (code >= 55296 && code <= 57343) {
      code = text2.codePointAt(i);
      if (code > 65535) i++;
      else code = 65533;
    }
    if (code >= 65536) bytes[at++] = 240 | code >> 18;
    if (code >= 2048) bytes[at++] = code >= 65536 ? 128 | code >> 12 & 63 : 224 | code >> 12;
    bytes[at++] = code >= 2048 ? 128 | code >> 6 & 63 : 192 | code >> 6;
    bytes[at++] = 128 | code & 63;
  }
  return at;
}

// src/kits/hashes/murmur3.ts
var scratch = new Uint8Array(3e3);
function hash64(text2) {
  const bytes = 3 * text2.length <= scratch.length ? scratch : new Uint8Array(3 * text2.length);
  const [high, low] = murmur3(bytes, writeUtf8(text2, bytes));
  return BigInt(high >>> 0) << 32n | BigInt(low >>> 0);
}
function murmur3(bytes, length = bytes.length) {
  const rest = length & ~15;
  let [h1, h2, h3, h4] = [0, 0, 0, 0];
  for (let at = 0; at < rest; at += 16) {
    h1 ^= scrambled(word(bytes, at, length), C1, 15, C2);
    h1 = Math.imul(rotated(h1, 19) + h2, 5) + 1444728091 | 0;
    h2 ^= scrambled(word(bytes, at + 4, length), C2, 16, C3);
    h2 = Math.imul(rotated(h2, 17) + h3, 5) + 197830471 | 0;
    h3 ^= scrambled(word(bytes, at + 8, length), C3, 17, C4);
    h3 = Math.imul(rotated(h3, 15) + h4, 5) + 2530024501 | 0;
    h4 ^= scrambled(word(bytes, at + 12, length), C4, 18, C1);
    h4 = Math.imul(rotated(h4, 13) + h1, 5) + 850148119 | 0;
  }
  h1 ^= scrambled(word(bytes, rest, length), C1, 15, C2) ^ length;
  h2 ^= scrambled(word(bytes, rest + 4, length), C2, 16, C3) ^ length;
  h3 ^= scrambled(word(bytes, rest + 8, length), C3, 17, C4) ^ length;
  h4 ^= scrambled(word(bytes, rest + 12, length), C4, 18, C1) ^ length;
  let sum = h1 + h2 + h3 + h4 | 0;
  h1 = finished(sum);
  h2 = finished(h2 + sum);
  h3 = finished(h3 + sum);
  h4 = finished(h4 + sum);
  sum = h1 + h2 + h3 + h4 | 0;
  return [sum, h2 + sum | 0, h3 + sum | 0, h4 + sum | 0];
}
var C1 = 597399067;
var C2 = 2869860233;
var C3 = 951274213;
var C4 = 2716044179;
var rotated = (x, by) => x << by | x >>> 32 - by;
var scrambled = (k, first, by, second) => Math.imul(rotated(Math.imul(k, first), by), second);
function word(bytes, at, length) {
  if (at + 4 <= length) return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
  let value = 0;
  for (let i = at; i < length; i++) value |= bytes[i] << 8 * (i - at);
  return value;
}
function finished(x) {
  x = Math.imul(x ^ x >>> 16, 2246822507);
  x = Math.imul(x ^ x >>> 13, 3266489909);
  return x ^ x >>> 16;
}

// src/kits/errors.ts
var KitError = class extends Error {
  /** For example `Busy`, `Timeout`, `503`. */
  code;
  /** HTTP status, where the kit speaks HTTP. */
  status;
  /** The server's wish, milliseconds: do not come back before. */
  retryAfterMs;
  /** What was asked for was too much: the server takes so many at once. */
  limit;
  reason;
  constructor(code, message, details = {}) {
    super(message ?? code);
    this.name = new.target.name;
    this.code = code;
    Object.assign(this, details);
  }
};
var Refused = class extends KitError {
};
var Busy = class extends Refused {
  constructor(retryAfterMs) {
    super("Busy", `busy; come back in ${retryAfterMs} ms`, { status: 503, retryAfterMs });
  }
};
var Unknown = class extends KitError {
};
var Fenced = class extends KitError {
};
function isA(thrown, kind) {
  try {
    return thrown instanceof kind;
  } catch {
    return false;
  }
}
var EXCEPTION = { kind: "Unknown", code: "500", status: 500, message: "the handler threw an exception" };
function errorData(thrown) {
  if (!isA(thrown, KitError)) return EXCEPTION;
  const kind = isA(thrown, Refused) ? "Refused" : isA(thrown, Fenced) ? "Fenced" : "Unknown";
  try {
    const { code, message, status, retryAfterMs, limit, reason } = thrown;
    return { kind, code, message, ...status === void 0 ? {} : { status }, ...retryAfterMs === void 0 ? {} : { retryAfterMs }, ...limit === void 0 ? {} : { limit }, ...reason === void 0 ? {} : { reason } };
  } catch {
    return EXCEPTION;
  }
}
function errorOf(data) {
  return new MADE[data.kind](data);
}
function stackless(prototype) {
  class Instance {
    name;
    code;
    message;
    stack;
    constructor({ kind, code, message, status, retryAfterMs, limit, reason }) {
      this.name = kind;
      this.code = code;
      this.message = message;
      this.stack = `${kind}: ${message}`;
      const made = this;
      if (status !== void 0) made["status"] = status;
      if (retryAfterMs !== void 0) made["retryAfterMs"] = retryAfterMs;
      if (limit !== void 0) made["limit"] = limit;
      if (reason !== void 0) made["reason"] = reason;
    }
  }
  delete Instance.prototype.constructor;
  Object.setPrototypeOf(Instance.prototype, prototype);
  return Instance;
}
var MADE = { Refused: stackless(Refused.prototype), Unknown: stackless(Unknown.prototype), Fenced: stackless(Fenced.prototype) };

// src/kits/cluster/flowcontrol/actors.ts
var AGAIN_MS = 20;
var sleep = (node, ms) => new Promise((resolve) => void node.after(msToUs(ms), resolve));
var Source = class {
  #ctx;
  #node;
  #items;
  #pace;
  constructor(ctx, node, items, pace) {
    this.#ctx = ctx;
    this.#node = node;
    this.#items = items;
    this.#pace = pace;
  }
  run(taken) {
    void this.#offerAll(taken);
  }
  async #offerAll(taken) {
    const { perSecond, untilMs } = this.#pace;
    for (let n = 1; ; n++) {
      const dueMs = n * 1e3 / perSecond;
      if (dueMs >= untilMs) return;
      const nowMs = this.#node.world.nowUs / 1e3;
      if (dueMs > nowMs) await sleep(this.#node, dueMs - nowMs);
      while (await this.#offer(n) !== "taken") {
        await sleep(this.#node, AGAIN_MS);
        if (this.#node.world.nowUs >= msToUs(untilMs)) return;
      }
      taken(n);
    }
  }
  async #offer(n) {
    const request = { op: "offer", item: this.#items.item(n) };
    try {
      return await this.#ctx.call(this.#pace.producer, request);
    } catch {
      return "wait";
    }
  }
};
var Sink = class {
  last = 0;
  /** Items that it stores in a second. */
  perSecond;
  #node;
  #items;
  #stored;
  #turn = Promise.resolve();
  constructor(node, items, perSecond, stored) {
    this.#node = node;
    this.#items = items;
    this.perSecond = perSecond;
    this.#stored = stored;
  }
  async onRequest(request) {
    if (request?.op === "last") return { last: this.last };
    if (request?.op !== "store") throw new Refused("BadRequest", "the sink understands { op: 'store', item } and { op: 'last' }");
    const { item } = request;
    if (!this.#items.isGenuine(item)) throw new Refused("BadItem", "this is no item of the source: an item has its n and its body");
    const turn = this.#turn.then(() => this.#store(item.n));
    this.#turn = turn;
    await turn;
    return { stored: item.n };
  }
  async #store(n) {
    await sleep(this.#node, 1e3 / this.perSecond);
    this.last = n;
    this.#stored(n);
  }
};

// src/kits/cluster/flowcontrol/items.ts
var TOKEN = /item-(\d+)-([0-9a-f]{8})/g;
var Items = class {
  seed;
  constructor(seed) {
    this.seed = seed;
  }
  item(n) {
    return { n, body: `item-${n}-${this.mark(n)}` };
  }
  isGenuine(item) {
    const { n, body } = item ?? {};
    return typeof n === "number" && typeof body === "string" && body === this.item(n).body;
  }
  /** Numbers of all items anywhere inside data, also inside texts. */
  within(data, found = /* @__PURE__ */ new Set()) {
    if (typeof data === "string") {
      for (const [, n, mark] of data.matchAll(TOKEN)) if (mark === this.mark(Number(n))) found.add(Number(n));
    } else if (data instanceof Map) {
      for (const [key, value] of data) this.within(value, this.within(key, found));
    } else if (Array.isArray(data) || data instanceof Set) {
      for (const value of data) this.within(value, found);
    } else if (typeof data === "object" && data !== null) {
      for (const value of Object.values(data)) this.within(value, found);
    }
    return found;
  }
  mark(n) {
    return hashText(`item ${n} of run ${this.seed}`).toString(16).padStart(8, "0");
  }
};

// src/kits/cluster/flowcontrol/world.ts
var BESIDE_MS = 0.05;
var SAMPLE_MS = 100;
var KNOWN_MS = 500;
var FlowControl = class {
  stage;
  spec;
  items;
  stored = /* @__PURE__ */ new Set();
  held = { producer: /* @__PURE__ */ new Set(), consumer: /* @__PURE__ */ new Set() };
  /** When items left that have arrived, and when they were stored, as far as that is not drawn yet. */
  undrawn = { sent: [], stored: [] };
  arrivedOnce = /* @__PURE__ */ new Set();
  outstanding = 0;
  incarnation = 0;
  storedBefore = 0;
  sink;
  constructor(stage, cluster, spec) {
    const { world } = stage;
    this.stage = stage;
    this.spec = spec;
    this.items = new Items(world.seed);
    cluster.given("source", (ctx, { node }) => {
      const source = new Source(ctx, node, this.items, { producer: "producer", perSecond: spec.offersPerSecond, untilMs: spec.untilMs });
      source.run((n) => this.taken(n));
      return {};
    });
    cluster.learners(["producer"], spec.make.producer);
    cluster.learners(["consumer"], spec.make.consumer);
    cluster.given("sink", (_ctx, { node }) => this.sink = new Sink(node, this.items, spec.storesPerSecond, (n) => this.store(n)));
    this.wire("producer", "consumer", spec.wireMs);
    this.wire("source", "producer", constant(BESIDE_MS));
    this.wire("consumer", "sink", constant(BESIDE_MS));
    world.node("consumer").inspect = (message) => this.arrived(message);
    world.faults.define("pace", this.pace);
    world.after(0, sample, this);
  }
  /** Draws what is held, and how fast the sink stores. */
  sample() {
    const { stage: { world }, held, spec, stored } = this;
    for (const name of ["producer", "consumer"]) {
      world.history.sample(`Items held by ${name}/held`, "items", held[name].size);
      world.history.sample(`Items held by ${name}/limit`, "items", spec.holds[name]);
    }
    world.history.sample("Sink/stored", "/s", (stored.size - this.storedBefore) * (1e3 / SAMPLE_MS));
    world.history.sample("Sink/limit", "/s", this.sink?.perSecond ?? 0);
    this.storedBefore = stored.size;
    this.sampleWindow(world.nowUs - msToUs(KNOWN_MS));
    world.after(msToUs(SAMPLE_MS), sample, this);
  }
  /** Items that had been sent and were not stored, and how many have to be for the sink never to wait: what it stores in a round trip. */
  sampleWindow(atUs) {
    if (atUs < 0) return;
    const { stage: { world }, spec, undrawn } = this;
    const count = (name) => {
      const before = undrawn[name].length;
      undrawn[name] = undrawn[name].filter((us) => us > atUs);
      return before - undrawn[name].length;
    };
    this.outstanding += count("sent") - count("stored");
    world.history.sample("Window/sent, not stored", "items", this.outstanding, atUs);
    world.history.sample("Window/rate \xD7 round trip", "items", spec.storesPerSecond * 2 * meanOf(spec.wireMs) / 1e3, atUs);
  }
  wire(a, b, latencyMs) {
    const { world } = this.stage;
    const [one, other] = [world.node(a), world.node(b)];
    world.network.link(one, other).latencyMs = latencyMs;
    world.network.link(other, one).latencyMs = latencyMs;
  }
  taken(n) {
    const { stage: { world }, held } = this;
    world.history.fact("taken", { item: n }, "producer");
    if (this.stored.has(n)) return;
    held.producer.add(n);
    this.weigh(world.node("producer"), "producer");
  }
  arrived({ body, to, sentUs }) {
    const { held, stored, arrivedOnce } = this;
    if (to.incarnation !== this.incarnation) held.consumer.clear();
    this.incarnation = to.incarnation;
    for (const n of this.items.within(body)) {
      if (!stored.has(n)) held.consumer.add(n);
      if (!arrivedOnce.has(n)) this.undrawn.sent.push(sentUs);
      arrivedOnce.add(n);
    }
    this.weigh(to, "consumer");
  }
  store(n) {
    if (!this.stored.has(n)) this.undrawn.stored.push(this.stage.world.nowUs);
    this.stored.add(n);
    this.held.producer.delete(n);
    this.held.consumer.delete(n);
    this.stage.world.history.fact("stored", { item: n }, "sink");
  }
  weigh(node, name) {
    const items = this.held[name].size;
    const limit = this.spec.holds[name];
    if (items <= limit || node.state === "down") return;
    node.world.history.fact("overflow", { items, limit }, node.id);
    this.held[name].clear();
    node.crash();
    node.world.after(msToUs(this.spec.restartMs), restart, node);
  }
  pace = {
    start: (_world, { perSecond }) => {
      this.sink.perSecond = perSecond;
    },
    end: () => {
      this.sink.perSecond = this.spec.storesPerSecond;
    },
    sentence: ({ node, perSecond }) => `${node} stores ${perSecond} items a second`
  };
};
function sample(flow) {
  flow.sample();
}
function restart(node) {
  node.start();
}

// src/kits/cluster/calls.ts
var CANCEL = "cancel";
var DEFAULT_TIMEOUT_MS = 1e3;
var CALLS_OF_A_PROCESS = 2 ** 24;
function methodOf(to, message) {
  const op = to.role === "given" ? message?.op : void 0;
  return typeof op === "string" ? op : void 0;
}
function tagOf(call, method, about2) {
  if (about2) return method === void 0 || about2.method !== void 0 ? { ...about2, kind: "call", call } : { ...about2, method, kind: "call", call };
  return method === void 0 ? { kind: "call", call } : { kind: "call", call, method };
}
var Calls = class {
  node;
  open = /* @__PURE__ */ new Map();
  numbers;
  constructor(node) {
    this.node = node;
    this.numbers = node.incarnation * CALLS_OF_A_PROCESS;
  }
  /** One request to a node and its answer. */
  call(to, request, { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) {
    return this.ask(this.node.world.node(to), request, { timeoutMs, signal });
  }
  /** As `call`, with more in its tag for faults to aim at; without `timeoutMs` it waits for ever. */
  ask(to, request, { timeoutMs, signal, tells = false }, about2) {
    const { node, open } = this;
    const number = this.numbers++;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = timeoutMs === void 0 ? void 0 : node.after(msToUs(Math.max(0, timeoutMs)), timeOut, this, number);
      const abort = signal && (() => {
        this.settle(number).reject(signal.reason);
        if (tells) node.world.network.send(node, to, void 0, { ...about2, kind: "send", method: CANCEL, call: number });
      });
      if (abort) signal.addEventListener("abort", abort, { once: true });
      open.set(number, { to, timeoutMs, timer, signal, abort, resolve, reject });
      node.world.network.send(node, to, request, tagOf(number, methodOf(to, request), about2));
    });
  }
  /** A reply came in; one that nobody waits for any more is dropped. */
  answered({ tag, body }) {
    const call = this.settle(tag.call);
    if (tag.failed) call?.reject(errorOf(body));
    else call?.resolve(body);
  }
  timeOut(number) {
    const { to, timeoutMs, reject } = this.settle(number);
    reject(errorOf({ kind: "Unknown", code: "Timeout", message: `no answer from ${to.id} within ${timeoutMs} ms` }));
  }
  /** The connection to a node broke: every call open over it ends, and nobody can say what became of it. */
  reset(to) {
    for (const [number, call] of this.open) {
      if (call.to === to) this.settle(number).reject(errorOf({ kind: "Unknown", code: "Reset", message: `the connection to ${to.id} was reset` }));
    }
  }
  settle(number) {
    const call = this.open.get(number);
    if (!call) return void 0;
    this.open.delete(number);
    const { timer, signal, abort } = call;
    timer?.cancel();
    if (abort) signal.removeEventListener("abort", abort);
    return call;
  }
};
function timeOut(calls, number) {
  calls.timeOut(number);
}

// src/kits/cluster/context.ts
function contextOf(node, peers, calls, timers, stopping) {
  return Object.freeze({
    id: node.id,
    peers,
    stopping,
    disk: diskOf(node),
    send: send.bind(void 0, node),
    call: calls.call.bind(calls),
    setTimer: timers.set.bind(timers),
    cancelTimer: timers.cancel.bind(timers),
    note: note.bind(void 0, node),
    random: node.random.next.bind(node.random)
  });
}
function note(node, label, data) {
  const { world } = node;
  const row = world.emit(TraceKind.note, node.index, -1, 0);
  if (!world.trace) return;
  world.trace.describe(row, String(label), data);
  world.trace.locate(row);
}
function send(node, to, message) {
  const receiver = node.world.node(to);
  const method = methodOf(receiver, message);
  node.world.network.send(node, receiver, message, method === void 0 ? { kind: "send" } : { kind: "send", method });
}
var NamedTimers = class {
  timers = /* @__PURE__ */ new Map();
  node;
  fire;
  numbers = 0;
  constructor(node, fire2) {
    this.node = node;
    this.fire = fire2;
  }
  set(name, ms) {
    this.cancel(name);
    const { node } = this;
    const number = this.numbers++;
    const row = node.world.emit(TraceKind.timerSet, node.index, -1, number);
    if (node.world.trace) {
      node.world.trace.describe(row, name, ms);
      node.world.trace.locate(row);
    }
    const timer = node.after(msToUs(Math.max(0, Number(ms) || 0)), () => {
      this.timers.delete(name);
      node.world.causeRow = row;
      node.world.causeRow = node.world.emit(TraceKind.timerFire, node.index, -1, number);
      node.world.trace?.describe(node.world.causeRow, name);
      this.fire(name);
    });
    this.timers.set(name, { timer, number });
  }
  cancel(name) {
    const set = this.timers.get(name);
    if (!set) return;
    set.timer.cancel();
    this.timers.delete(name);
    const row = this.node.world.emit(TraceKind.timerCancel, this.node.index, -1, set.number);
    this.node.world.trace?.describe(row, name);
  }
};
function diskOf({ disk }) {
  return Object.freeze({
    read: ((file) => new Promise((resolve, reject) => {
      disk.read(file, ({ records, damaged }) => {
        if (damaged.length === 0) resolve([...records]);
        else reject(new KitError("Damaged", `record ${damaged[0]} of ${file} does not match its checksum`));
      });
    })).bind(void 0),
    append: ((file, record) => new Promise((resolve) => disk.append(file, record, resolve))).bind(void 0),
    write: ((file, records) => new Promise((resolve) => disk.replace(file, records, resolve))).bind(void 0),
    sync: (() => new Promise((resolve) => disk.sync(resolve))).bind(void 0)
  });
}

// src/kits/sampling.ts
var Sampler = class {
  stage;
  name;
  sampling;
  instanceOf;
  /** `instanceOf`: undefined while a node's program has not begun its work. */
  constructor(stage, name, sampling, instanceOf) {
    this.stage = stage;
    this.name = name;
    this.sampling = sampling;
    this.instanceOf = instanceOf;
  }
  start(nodes) {
    const { sampling: { fromMs = 0, nodes: chosen }, stage: { world } } = this;
    for (const node of nodes) if (!chosen || chosen.includes(node.id)) world.at(msToUs(fromMs), tick, this, node);
  }
  tick(node) {
    const { sampling: { everyMs, untilMs }, stage: { world } } = this;
    if (world.nowUs > msToUs(untilMs)) return;
    if (node.state === "up") this.look(node);
    world.after(msToUs(everyMs), tick, this, node);
  }
  look(node) {
    const { name, sampling: { of, about: about2, unit = "" }, stage: { world, program } } = this;
    const instance = this.instanceOf(node);
    if (!instance) return;
    const peers = () => world.nodes.filter((other) => other.role === "learner" && other !== node).map(({ id }) => id);
    world.look(node, `${name} of ${node.id}`, () => {
      try {
        const object = of ? of(instance) : instance;
        for (const each of about2 === "peers" ? peers() : about2 ?? [void 0]) {
          world.history.reading(name, unit, node.id, each, world.copier.copy(valueOf(object, name, each)));
        }
      } catch (error) {
        program.processFailed(node, error, name);
      }
    });
  }
};
function valueOf(object, name, about2) {
  const member = object[name];
  if (member === void 0) throw new TypeError(`the program has no ${name}`);
  return typeof member === "function" ? member.call(object, about2) : member;
}
function tick(sampler, node) {
  sampler.tick(node);
}

// src/kits/cluster/callerrors.ts
var CARRIED_OUT = hashText("carried out");
var known = /* @__PURE__ */ new WeakMap();
function callErrorsOf(world) {
  let errors = known.get(world);
  if (!errors) known.set(world, errors = new CallErrors(world));
  return errors;
}
var CallErrors = class {
  active = [];
  asked = /* @__PURE__ */ new Map();
  constructor(world) {
    const errors = {
      start: (_world, fault) => void this.active.push({ fault, draws: world.keyed(`errors of ${fault.id}`) }),
      end: (_world, fault) => void this.active.splice(this.active.findIndex((each) => each.fault === fault), 1),
      sentence: ({ node, method, where, rate: rate2, error }) => {
        const target = where === void 0 ? "" : ` for ${Object.values(where).join(", ")}`;
        return `${Math.round(rate2 * 1e3) / 10} % of the ${method === void 0 ? "requests" : `${method} requests`} to ${node}${target} ${error.kind === "Refused" ? `are refused (${error.code})` : "end without a clear answer"}`;
      }
    };
    world.faults.define("errors", errors);
  }
  /** Undefined: it is answered as it should be. A draw depends on who asked and how often it has asked for this. */
  insteadOf({ from, to, tag, body }) {
    if (this.active.length === 0) return void 0;
    const asked = `${from.id} ${to.id} ${tag.method}`;
    const number = this.asked.get(asked) ?? 0;
    this.asked.set(asked, number + 1);
    for (const { fault, draws } of this.active) {
      const { node, method, where, rate: rate2, error } = fault;
      if (node !== to.id || method !== void 0 && method !== tag.method || where && !matches(body, where)) continue;
      const key = hashText(asked);
      if (draws.at(key, number) >= rate2) continue;
      return { carriedOut: error.kind === "Unknown" && draws.at(key, number, CARRIED_OUT) < 0.5, error: { ...error, message: messageOf(error, to.id) } };
    }
    return void 0;
  }
};
var matches = (body, where) => Object.entries(where).every(([field, value]) => body?.[field] === value);
var messageOf = ({ kind, code, status }, node) => kind === "Refused" ? `${node} refused (${status === void 0 ? code : `${status} ${code}`})` : `the connection to ${node} broke before an answer came`;

// src/kits/cluster/process.ts
var ActorProcess = class {
  node;
  calls;
  peers;
  /** Called with every request that it has answered. */
  served;
  channels = /* @__PURE__ */ new Map();
  program;
  errors;
  stopping;
  handlers = {};
  /** What arrives while `recover` runs. */
  waiting = [];
  /** `errors`: what faults put into its answers. */
  constructor(node, program, peers, make, errors) {
    this.node = node;
    this.program = program;
    this.errors = errors;
    this.stopping = program.abortController();
    this.calls = new Calls(node);
    this.peers = peers;
    const timers = new NamedTimers(node, (name) => this.run(() => this.handlers.onTimer?.(name)));
    try {
      this.handlers = make(contextOf(node, peers, this.calls, timers, this.stopping.signal), this);
      const recovering = this.handlers.recover?.();
      if (recovering === void 0) this.recovered();
      else Promise.resolve(recovering).then(() => this.recovered(), (error) => this.failed(error));
    } catch (error) {
      this.failed(error);
    }
  }
  receive(message) {
    const { kind, method } = message.tag;
    if (kind === "reply") return this.calls.answered(message);
    const channel = kind === "send" && method !== void 0 ? this.channels.get(method) : void 0;
    if (channel) channel(message.from.id, message.body);
    else if (this.waiting) this.waiting.push(() => this.deliver(message));
    else this.deliver(message);
  }
  channel(name, receive2, carries) {
    this.channels.set(name, receive2);
    const { node } = this;
    return (to, message) => void node.world.network.send(node, node.world.node(to), message, { kind: "send", method: name }, carries);
  }
  /** The process is told that it will be killed. */
  stop() {
    this.stopping.abort();
  }
  /** A request from outside the cluster. */
  request(request, from, settled) {
    if (this.waiting) this.waiting.push(() => void this.answer(request, from, settled));
    else void this.answer(request, from, settled);
  }
  /** The program, once it has recovered. */
  get ready() {
    return this.waiting ? void 0 : this.handlers;
  }
  deliver(message) {
    const { from, body, tag } = message;
    if (tag.kind === "send") return this.run(() => this.handlers.onMessage?.(from.id, body));
    const reply = new Reply(this.node, message);
    const failure = this.errors?.insteadOf(message);
    if (!failure) return void this.answer(body, from.id, reply);
    this.node.world.history.fact("failed", { from: from.id, method: tag.method, code: failure.error.code, carriedOut: failure.carriedOut }, this.node.id, this.node.world.causeRow);
    const fail = () => reply.threw(errorOf(failure.error));
    if (failure.carriedOut) void this.answer(body, from.id, { answered: fail, threw: fail });
    else fail();
  }
  async answer(request, from, settled) {
    const { world } = this.node;
    const { nowUs: arrivedUs, causeRow: row } = world;
    try {
      const { handlers } = this;
      if (!handlers.onRequest) throw new TypeError("the program has no onRequest");
      const value = await handlers.onRequest(request, from);
      if (!this.alive) return;
      settled.answered(value);
      this.served?.({ node: this.node.id, from, request, answer: world.copier.copy(value), arrivedUs, row });
    } catch (error) {
      if (!this.alive) return;
      this.program.requestFailed(this.node, error);
      settled.threw(error);
    }
  }
  get alive() {
    return this.node.process === this;
  }
  recovered() {
    const { waiting } = this;
    this.waiting = void 0;
    for (const run of waiting) run();
    this.run(() => this.handlers.run?.());
  }
  run(handler) {
    try {
      const result = handler();
      if (result !== void 0) Promise.resolve(result).then(void 0, (error) => this.failed(error));
    } catch (error) {
      this.failed(error);
    }
  }
  failed(error) {
    this.program.processFailed(this.node, error);
  }
};
var Reply = class {
  node;
  call;
  constructor(node, call) {
    this.node = node;
    this.call = call;
  }
  answered(value) {
    this.send(value, this.tag);
  }
  threw(error) {
    this.send(errorData(error), { ...this.tag, failed: true });
  }
  send(body, tag) {
    this.node.world.network.send(this.node, this.call.from, body, tag);
  }
  get tag() {
    const { method, call } = this.call.tag;
    return method === void 0 ? { kind: "reply", call } : { kind: "reply", call, method };
  }
};

// src/kits/cluster/stops.ts
function defineStops(world) {
  const stop = {
    start(_world, { node: id, graceMs }) {
      const node = world.node(id);
      const { incarnation } = node;
      if (node.state !== "down") node.after(0, tell, node);
      world.after(msToUs(graceMs), () => {
        if (node.incarnation === incarnation) node.crash();
      });
    },
    end: (_world, { node }) => world.node(node).start(),
    sentence: ({ node, graceMs }) => `${node} is told to stop and killed ${Math.round(graceMs / 100) / 10} s later`
  };
  world.faults.define("stop", stop);
}
function tell(node) {
  node.process.stop();
}

// src/kits/cluster/world.ts
var SILENCE = { outcome: "info", output: "no answer" };
var Cluster = class {
  stage;
  program;
  /** Called with every request that a node of the learner's has answered; set before `start`. */
  served;
  members = [];
  errors;
  constructor(stage) {
    this.stage = stage;
    this.program = stage.program;
    this.errors = callErrorsOf(stage.world);
    defineStops(stage.world);
  }
  /** Nodes that run the learner's program. `make` gets the exports of a module evaluated for this incarnation alone. */
  learners(ids, make) {
    for (const id of ids) {
      this.add(id, "learner", (ctx, machine) => {
        const handlers = make(this.program.start(machine.node), ctx, machine);
        this.program.watch(machine.node, handlers);
        return handlers;
      });
    }
  }
  /** Nodes that run functions of the learner's module, whose variables a recording shows. `make` as of `learners`. */
  functions(ids, make) {
    for (const id of ids) {
      this.add(id, "learner", (ctx, machine) => {
        const exports = this.program.start(machine.node);
        this.program.watch(machine.node, exports);
        return make(exports, ctx, machine);
      });
    }
  }
  /** A node whose program the lesson gives. */
  given(id, make) {
    this.add(id, "given", (ctx, machine) => {
      const handlers = make(ctx, machine);
      this.program.watch(machine.node, handlers);
      return handlers;
    });
  }
  /** Starts all nodes. Call once, when all are added. */
  start() {
    for (const node of this.members) node.start();
  }
  /** A client asks a node, at this instant. */
  ask(to, { client, f, key, request, input = request, timeoutMs, hear, done }) {
    const { world } = this.stage;
    const node = world.node(to);
    const id = world.history.invoke(client, f, input, { node: to, ...key === void 0 ? {} : { key } });
    const end = (heard) => {
      world.history.complete(id, heard.outcome, heard.output);
      done?.(heard, world.history.invokedRow(id));
    };
    const silence = world.after(msToUs(timeoutMs), end, SILENCE);
    const complete = (heard) => {
      if (!world.history.isOpen(id)) return;
      world.withdraw(silence);
      end(heard);
    };
    if (!node.hears) return;
    const row = world.history.invokedRow(id);
    node.after(0, () => {
      world.causeRow = row;
      node.process.request(world.copier.copy(request), client, {
        answered: (answer) => complete(hear(world.copier.copy(answer))),
        threw: (error) => {
          const { kind, retryAfterMs } = errorData(error);
          const output = this.program.describe(error);
          complete(kind === "Refused" ? { outcome: "fail", output, ...Number.isFinite(retryAfterMs) ? { retryAfterMs } : {} } : { outcome: "info", output });
        }
      });
    });
  }
  /** Reads `name`, a method or a getter, of the learner's programs every so often; see `Sampling`. Call after `learners`. */
  sample(name, sampling) {
    const sampler = new Sampler(this.stage, name, sampling, ({ process: process2 }) => process2.ready);
    sampler.start(this.members.filter(({ role }) => role === "learner"));
  }
  add(id, role, make) {
    const node = this.stage.world.addNode(id, role);
    this.members.push(node);
    node.boot = () => {
      const process2 = new ActorProcess(node, this.program, this.members.filter((other) => other !== node).map((other) => other.id), make, role === "given" ? this.errors : void 0);
      if (role === "learner") process2.served = this.served;
      return process2;
    };
  }
};

// src/kits/broker/queue/requests.ts
var LONGEST_VISIBILITY_MS = 12 * 36e5;

// src/kits/database/sql/store.ts
var COMMIT_MS = uniform(1, 3);

// src/kits/service/intakemeter.ts
var EVERY_MS = 250;
var PER_SECOND = 1e3 / EVERY_MS;

// src/kits/service/answers.ts
var RETRY_AFTER = hashText("retry after");

// src/kits/service/serving.ts
var NO_HEADERS = Object.freeze({});

// src/kits/service/spreadmeter.ts
var EVERY_US = 250 * US_PER_MS;

// src/kits/service/lag/replica.ts
var STEP_MS = 50;
var STEP_US = STEP_MS * US_PER_MS;

// lessons/06-reliability/06-backpressure/world.ts
var SINK_PER_SECOND = 200;
var HOLDS = { producer: 256, consumer: 64 };
var SETTLE_MS = 5e3;
function pipeline(stage, { perSecond, roundTripMs: roundTripMs2, untilMs }) {
  const cluster = new Cluster(stage);
  new FlowControl(stage, cluster, {
    offersPerSecond: perSecond,
    untilMs,
    storesPerSecond: SINK_PER_SECOND,
    holds: HOLDS,
    restartMs: 500,
    wireMs: uniform(0.45 * roundTripMs2, 0.55 * roundTripMs2),
    make: {
      producer: (exports, ctx) => new exports["Producer"](ctx),
      consumer: (exports, ctx) => new exports["Consumer"](ctx)
    }
  });
  cluster.start();
  return { endMs: untilMs + SETTLE_MS };
}

// lessons/06-reliability/06-backpressure/checks.ts
var US_PER_S2 = 1e6;
var US_PER_MS2 = 1e3;
var numberOf = ({ data }) => data["item"];
var factsOf = ({ facts }, type) => facts.filter((fact) => fact.type === type);
var pointAt = (node, row = -1) => ({ row, node, ...row < 0 ? { method: node === "producer" ? "Producer" : "Consumer" } : {} });
var noCrash = (run) => {
  const [overflow] = factsOf(run, "overflow");
  if (!overflow) return void 0;
  const { node, atUs, row, data: { items, limit } } = overflow;
  const slow2 = run.strikes.find(({ fault, fromUs, toUs }) => fault.kind === "pace" && atUs >= fromUs && atUs < toUs);
  const stored = factsOf(run, "stored").filter((fact) => fact.atUs > atUs - US_PER_S2 && fact.atUs <= atUs).length;
  const brought = factsOf(run, "taken").filter((fact) => fact.atUs > atUs - US_PER_S2 && fact.atUs <= atUs).length;
  return {
    message: `${node} held ${String(items)} items at ${atSeconds(atUs)}, has memory for ${String(limit)}, and was killed: in the second before, the source got rid of ${brought} items and the sink stored ${stored}${slow2 ? `, at most ${String(slow2.fault["perSecond"])} a second since ${atSeconds(slow2.fromUs)}` : ""}. What it held is gone`,
    atUs,
    ...pointAt(node, row)
  };
};
var inOrder = (run) => {
  let last;
  for (const fact of factsOf(run, "stored")) {
    const n = numberOf(fact);
    const before = last ? numberOf(last) : 0;
    if (n === before + 1) {
      last = fact;
      continue;
    }
    const first = n <= before ? factsOf(run, "stored").find((each) => numberOf(each) === n) : void 0;
    return {
      message: first ? `Item ${n} was stored at ${atSeconds(first.atUs)} and again at ${atSeconds(fact.atUs)}${crashBefore(run, fact.atUs)}: whatever it stands for has happened twice` : `Item ${n} was stored at ${atSeconds(fact.atUs)}, and item ${before + 1} had not been${crashBefore(run, fact.atUs)}: the sink takes them in the order in which they come, and for good`,
      atUs: fact.atUs,
      ...pointAt("consumer", fact.row)
    };
  }
  return void 0;
};
function crashBefore({ strikes }, atUs) {
  const crash2 = strikes.find(({ fault, fromUs }) => fault.kind === "crash" && fromUs <= atUs);
  return crash2 ? `, after consumer had crashed at ${atSeconds(crash2.fromUs)}` : "";
}
var nothingLost = (run) => {
  const stored = new Set(factsOf(run, "stored").map(numberOf));
  const lost2 = factsOf(run, "taken").filter((fact) => !stored.has(numberOf(fact)));
  const [first] = lost2;
  return first && {
    message: `Item ${numberOf(first)} was taken at ${atSeconds(first.atUs)} and was not stored by ${atSeconds(run.endUs)}${lost2.length > 1 ? `, nor were ${lost2.length - 1} others` : ""}: the source has forgotten it, because it was told that it may`,
    atUs: first.atUs,
    ...pointAt("producer", first.row)
  };
};
var STALL_US = 2 * US_PER_S2;
var noStall = (untilMs) => (run) => {
  const stored = factsOf(run, "stored").filter(({ atUs }) => atUs < untilMs * US_PER_MS2);
  const instants = [0, ...stored.map(({ atUs }) => atUs), untilMs * US_PER_MS2];
  const index = instants.findIndex((us, i) => i > 0 && us - instants[i - 1] > STALL_US);
  if (index < 0) return void 0;
  const fromUs = instants[index - 1];
  const before = stored[index - 2];
  const again = index < instants.length - 1;
  const taken = factsOf(run, "taken").filter(({ atUs }) => atUs <= fromUs + STALL_US).length;
  return {
    message: `Nothing was stored ${again ? `from ${atSeconds(fromUs)} to ${atSeconds(instants[index])}` : `after ${atSeconds(fromUs)}, for the rest of the run`}: ${before ? `item ${numberOf(before)} was the last` : "not even the first item"}, ${taken} had been taken, and the source had more all the time. Both sides wait, each for the other`,
    atUs: fromUs,
    ...pointAt("consumer", before?.row)
  };
};
function rateBetween(run, fromUs, toUs, since = "") {
  const stored = factsOf(run, "stored").filter(({ atUs }) => atUs >= fromUs && atUs < toUs);
  const value = stored.length / (SINK_PER_SECOND * (toUs - fromUs) / US_PER_S2);
  const instants = [fromUs, ...stored.map(({ atUs }) => atUs), toUs];
  const gaps = instants.slice(1).map((us, i) => us - instants[i]);
  const longest2 = gaps.indexOf(Math.max(...gaps));
  const before = stored[longest2 - 1];
  const after = stored[longest2];
  const rate2 = Math.round(stored.length / ((toUs - fromUs) / US_PER_S2));
  const gap = before && after ? `; after item ${numberOf(before)} it waited ${duration(gaps[longest2])} for the next one` : "";
  return {
    value,
    worst: {
      message: `From ${atSeconds(fromUs)} to ${atSeconds(toUs)}${since} the sink stored ${rate2} items a second and could have stored ${SINK_PER_SECOND}: it was idle ${Math.round(100 * (1 - value))} % of the time${gap}. The source had more than it could get rid of`,
      atUs: before?.atUs ?? fromUs,
      ...pointAt("consumer", (after ?? before)?.row)
    }
  };
}
var rate = (fromMs, toMs) => (run) => rateBetween(run, fromMs * US_PER_MS2, toMs * US_PER_MS2);
var rateAfter = (afterMs) => (run) => {
  const [strike] = run.strikes;
  if (!strike) return void 0;
  const fromUs = strike.toUs + afterMs * US_PER_MS2;
  return rateBetween(run, fromUs, fromUs + 2 * US_PER_S2, `, ${duration(afterMs * US_PER_MS2)} after ${strike.fault.kind === "crash" ? "consumer was up again" : "the sink was as fast as ever"},`);
};
var prompt = (perSecond, withinMs) => (run) => {
  const stored = new Map(factsOf(run, "stored").map((fact) => [numberOf(fact), fact]));
  const items = Math.max(0, ...stored.keys(), ...factsOf(run, "taken").map(numberOf), 1);
  for (let n = 1; n <= items; n++) {
    const hadUs = n * US_PER_S2 / perSecond;
    const fact = stored.get(n);
    const tookUs = (fact?.atUs ?? run.endUs) - hadUs;
    if (tookUs <= withinMs * US_PER_MS2) continue;
    const taken = factsOf(run, "taken").find((each) => numberOf(each) === n);
    return {
      message: `The source had item ${n} at ${atSeconds(hadUs)}, ${taken ? `producer took it at ${atSeconds(taken.atUs)}` : "producer never took it"}, and ${fact ? `it was stored ${duration(tookUs)} later` : "it was never stored"}; ${withinMs} ms were allowed. Nothing else was under way, and somebody waits for it`,
      atUs: taken?.atUs ?? hadUs,
      ...pointAt("producer", taken?.row)
    };
  }
  return void 0;
};

// lessons/06-reliability/06-backpressure/scenarios.ts
var always = [demand("nobody runs out of memory", noCrash), demand("once and in order", inOrder)];
var lost = demand("nothing is lost", nothingLost);
var SLOW_PER_SECOND = 20;
var LOSSY_MS = 8e3;
var TRICKLE_PER_SECOND = 5;
var scenarios_default = lesson({
  handlers: { Producer: { kind: "class", methods: ["onRequest"] }, Consumer: { kind: "class" } },
  scenarios: [
    scenario("fast-source", {
      visible: true,
      symptom: "The source is twice as fast as the sink, and something dies.",
      panel: { visible: 10, hidden: 10 },
      world: (stage) => pipeline(stage, { perSecond: 400, roundTripMs: 10, untilMs: 6e3 }),
      always,
      final: [lost],
      measure: [measure("of the rate of the sink", rate(1e3, 6e3)).atLeast(0.9)]
    }),
    scenario("long-wire", {
      visible: true,
      symptom: "The other continent gets a trickle.",
      panel: { visible: 10, hidden: 10 },
      world: (stage) => pipeline(stage, { perSecond: 400, roundTripMs: 80, untilMs: 6e3 }),
      always,
      final: [lost],
      measure: [measure("of the rate of the sink", rate(1e3, 6e3)).atLeast(0.9)]
    }),
    scenario("slow-sink", {
      symptom: "The sink had a bad ten seconds.",
      panel: { visible: 12, hidden: 12 },
      world: (stage) => pipeline(stage, { perSecond: 400, roundTripMs: 10, untilMs: 13500 }),
      faults: (f) => [storesSlowly(f, SLOW_PER_SECOND, f.between(1500, 2e3), f.between(5e3, 8e3))],
      always,
      final: [lost],
      measure: [measure("of the rate of the sink, 1 s later", rateAfter(1e3)).atLeast(0.9)]
    }),
    scenario("lossy", {
      symptom: "It worked for an hour. Now nothing moves, and nobody has an error.",
      panel: { visible: 40, hidden: 40 },
      world: (stage) => pipeline(stage, { perSecond: 120, roundTripMs: 10, untilMs: LOSSY_MS }),
      faults: (f) => ["producer", "consumer"].flatMap((from) => {
        const filter = { from, to: from === "producer" ? "consumer" : "producer" };
        return [f.lose(filter, 0.04), f.double(filter, 0.02, uniform(5, 100))];
      }),
      always,
      final: [lost, demand("it never stands still", noStall(LOSSY_MS))]
    }),
    scenario("restart", {
      symptom: "The consumer was back after half a second. The items were not.",
      panel: { visible: 40, hidden: 40 },
      world: (stage) => pipeline(stage, { perSecond: 250, roundTripMs: 10, untilMs: 7e3 }),
      faults: (f) => [f.crash("consumer", f.between(1e3, 2500), { lastsMs: 500 })],
      always,
      final: [lost],
      measure: [measure("of the rate of the sink, 2 s later", rateAfter(2e3)).atLeast(0.9)]
    }),
    scenario("trickle", {
      symptom: "At night there is hardly anything to do, and it takes for ever.",
      panel: { visible: 20, hidden: 20 },
      world: (stage) => pipeline(stage, { perSecond: TRICKLE_PER_SECOND, roundTripMs: 10, untilMs: 8e3 }),
      always,
      final: [lost, demand("each item is stored at once", prompt(TRICKLE_PER_SECOND, 300))]
    })
  ]
});

// test/kits/run.ts
import assert from "node:assert/strict";

// src/kits/hashes/sha256.ts
function sha256(bytes) {
  const padded = new Uint8Array(bytes.length + 72 & ~63);
  padded.set(bytes);
  padded[bytes.length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 536870912));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = Int32Array.from(INITIAL);
  for (let at = 0; at < padded.length; at += 64) compress(state, view, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word2, index) => digest.setInt32(4 * index, word2));
  return new Uint8Array(digest.buffer);
}
function hmacSha256(key, message) {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  return sha256(joined(block.map((byte) => byte ^ 92), sha256(joined(block.map((byte) => byte ^ 54), message))));
}
var hex2 = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
function joined(a, b) {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
var words4 = new Int32Array(64);
var rotated2 = (x, by) => x >>> by | x << 32 - by;
function compress(state, view, at) {
  for (let i = 0; i < 16; i++) words4[i] = view.getInt32(at + 4 * i);
  for (let i = 16; i < 64; i++) {
    const [x, y] = [words4[i - 15], words4[i - 2]];
    words4[i] = words4[i - 16] + (rotated2(x, 7) ^ rotated2(x, 18) ^ x >>> 3) + words4[i - 7] + (rotated2(y, 17) ^ rotated2(y, 19) ^ y >>> 10);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const t1 = h + (rotated2(e, 6) ^ rotated2(e, 11) ^ rotated2(e, 25)) + (e & f ^ ~e & g) + ROUND[i] + words4[i] | 0;
    const t2 = (rotated2(a, 2) ^ rotated2(a, 13) ^ rotated2(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, d + t1 | 0, c, b, a, t1 + t2 | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    state[index] += value;
  });
}
var PRIMES = firstPrimes(64);
var INITIAL = PRIMES.slice(0, 8).map((prime) => fractionOfRoot(prime, 2n));
var ROUND = Int32Array.from(PRIMES, (prime) => fractionOfRoot(prime, 3n));
function firstPrimes(count) {
  const primes = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}
function fractionOfRoot(prime, power2) {
  const scaled = BigInt(prime) << 32n * power2;
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = low + high >> 1n;
    if ((power2 === 2n ? middle * middle : middle * middle * middle) <= scaled) low = middle;
    else high = middle;
  }
  return Number(BigInt.asIntN(32, low));
}

// src/kits/library.ts
function libraryFor(startTimer2) {
  const sleep2 = (ms) => new Promise((resolve) => {
    startTimer2(ms, resolve);
  });
  return { faultlab: { Busy, Fenced, KitError, Refused, Unknown, sleep: sleep2.bind(void 0), ...HASHES } };
}
var HASHES = {
  hash64: ((text2) => hash64(String(text2))).bind(void 0),
  sha256Hex: ((text2) => hex2(sha256(utf8(String(text2))))).bind(void 0),
  hmacSha256Hex: ((key, text2) => hex2(hmacSha256(utf8(String(key)), utf8(String(text2))))).bind(void 0)
};

// src/lab/sandbox/names.ts
var GLOBAL_NAMES = [
  "undefined",
  "NaN",
  "Infinity",
  "globalThis",
  "Object",
  "Array",
  "String",
  "Number",
  "Boolean",
  "BigInt",
  "Symbol",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "Promise",
  "Proxy",
  "Reflect",
  "JSON",
  "RegExp",
  "Error",
  "AggregateError",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
  "isFinite",
  "isNaN",
  "parseFloat",
  "parseInt",
  "decodeURI",
  "decodeURIComponent",
  "encodeURI",
  "encodeURIComponent",
  "ArrayBuffer",
  "DataView",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Math",
  "Date",
  "performance",
  "console",
  "crypto",
  "structuredClone",
  "queueMicrotask",
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "setImmediate",
  "clearImmediate",
  "AbortController",
  "AbortSignal",
  "DOMException",
  "Event",
  "EventTarget",
  "URL",
  "URLSearchParams",
  "TextEncoder",
  "TextDecoder",
  "btoa",
  "atob"
];

// src/lab/compile/edits.ts
var EditList = class {
  edits = [];
  insert(at, text2) {
    this.edits.push({ at, removed: 0, text: text2 });
  }
  /** The replacement must not contain more line breaks than what it replaces. */
  replace(from, to, text2) {
    this.edits.push({ at: from, removed: to - from, text: text2 });
  }
  apply(text2) {
    const ordered = this.edits.map((edit, order) => ({ edit, order })).sort((a, b) => a.edit.at - b.edit.at || a.order - b.order);
    const parts = [];
    const edited = [0];
    const source = [0];
    let length = 0;
    let done = 0;
    for (const { edit } of ordered) {
      parts.push(text2.slice(done, edit.at), edit.text);
      length += edit.at - done;
      edited.push(length);
      source.push(edit.at);
      length += edit.text.length;
      done = edit.at + edit.removed;
      edited.push(length);
      source.push(done);
    }
    parts.push(text2.slice(done));
    return new EditedText(parts.join(""), edited, source);
  }
};
var EditedText = class {
  text;
  edited;
  source;
  constructor(text2, edited, source) {
    this.text = text2;
    this.edited = edited;
    this.source = source;
  }
  /** Offset in the text before the edits; within inserted text, the place of insertion. */
  sourceOffset(offset) {
    let low = 0;
    let high = this.edited.length - 1;
    while (low < high) {
      const middle = low + high + 1 >> 1;
      if (this.edited[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    const next = this.source[low + 1];
    const offsetThere = this.source[low] + offset - this.edited[low];
    return next === void 0 ? offsetThere : Math.min(offsetThere, next);
  }
};

// src/lab/compile/parse.ts
import { parse } from "acorn";

// src/lab/compile/source.ts
function withoutMark(text2) {
  return text2.charCodeAt(0) === 65279 ? text2.slice(1) : text2;
}
var LineIndex = class {
  starts = [0];
  text;
  constructor(text2) {
    this.text = text2;
    for (let i = 0; i < text2.length; i++) {
      const code = text2.charCodeAt(i);
      if (code === 10 || code === 8232 || code === 8233 || code === 13 && text2.charCodeAt(i + 1) !== 10) this.starts.push(i + 1);
    }
  }
  position(offset) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = low + high + 1 >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.starts[low] + 1 };
  }
  offset({ line, column }) {
    const start = this.starts[Math.min(line, this.starts.length) - 1];
    return Math.min(start + column - 1, this.text.length);
  }
  /** Column after the last visible character of a line. */
  endColumn(line) {
    const start = this.starts[line - 1] ?? this.text.length;
    return this.text.slice(start, this.starts[line] ?? this.text.length).trimEnd().length + 1;
  }
};
var Refusal = class extends Error {
  problem;
  constructor(message, range) {
    super(message);
    this.problem = range === void 0 ? { message } : { message, range };
  }
};
function rangeOf(file, start, end) {
  return { file, startLineNumber: start.line, startColumn: start.column, endLineNumber: end.line, endColumn: end.column };
}
var folderOf = (path) => path.slice(0, path.lastIndexOf("/") + 1);
function normalise(path) {
  const parts = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
function resolveSibling(specifier, importer, files2) {
  const path = normalise(folderOf(importer) + specifier);
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, ".ts"), `${path}.js`, `${path}/index.ts`];
  return candidates.find((candidate) => Object.hasOwn(files2, candidate));
}
function shownFile(source, path) {
  if (path === source.entry) return source.file;
  const cut2 = Math.max(source.file.lastIndexOf("/"), source.file.lastIndexOf("\\"));
  const separator = source.file[cut2] === "\\" ? "\\" : "/";
  return source.file.slice(0, cut2 + 1) + path.split("/").join(separator);
}

// src/lab/compile/parse.ts
function parseFile(path, file, stripped) {
  const lines = new LineIndex(stripped.code);
  const position = (offset) => stripped.original(lines.position(offset));
  const comments = [];
  let program;
  try {
    program = parse(stripped.code, { ecmaVersion: 2024, sourceType: "module", onComment: comments });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { pos = 0, raisedAt = pos } = error;
    throw new Refusal(error.message.replace(/ \(\d+:\d+\)$/, ""), rangeOf(file, position(pos), position(Math.max(raisedAt, pos + 1))));
  }
  const range = (node) => rangeOf(file, position(node.start), position(node.end));
  return { path, file, code: blankComments(stripped.code, comments), program, stripped, range, position };
}
function blankComments(code, comments) {
  let result = "";
  let done = 0;
  for (const { start, end } of comments) {
    result += code.slice(done, start) + code.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, " ");
    done = end;
  }
  return result + code.slice(done);
}
function childrenOf(node) {
  const children = [];
  for (const field of Object.keys(node)) {
    const value = node[field];
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === "object" && item !== null && typeof item.type === "string") children.push(item);
    }
  }
  return children.sort((a, b) => a.start - b.start);
}
var isFunction = (node) => node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";
function boundNames(pattern) {
  switch (pattern.type) {
    case "Identifier":
      return [pattern["name"]];
    case "ObjectPattern":
      return pattern["properties"].flatMap((property) => boundNames(property["value"] ?? property["argument"]));
    case "ArrayPattern":
      return pattern["elements"].flatMap((element) => element === null ? [] : boundNames(element));
    case "AssignmentPattern":
      return boundNames(pattern["left"]);
    case "RestElement":
      return boundNames(pattern["argument"]);
    default:
      return [];
  }
}

// src/lab/compile/modules.ts
function rewriteModule(file, edits, resolve) {
  return new ModuleRewriter(file, edits, resolve).run();
}
var ModuleRewriter = class {
  imports = [];
  prologue = [];
  registrations = [];
  exports = [];
  live = /* @__PURE__ */ new Map();
  declared = /* @__PURE__ */ new Map();
  file;
  edits;
  resolve;
  constructor(file, edits, resolve) {
    this.file = file;
    this.edits = edits;
    this.resolve = resolve;
  }
  run() {
    const body = this.file.program["body"];
    for (const statement of body) this.collect(statement["declaration"] ?? statement);
    for (const statement of body) {
      if (statement.type === "ImportDeclaration") this.import(statement);
      else if (statement.type === "ExportNamedDeclaration") this.exportNamed(statement);
      else if (statement.type === "ExportDefaultDeclaration") this.exportDefault(statement);
      else if (statement.type === "ExportAllDeclaration") this.exportAll(statement);
    }
    const variables = [...this.declared].filter(([, { kind }]) => kind === "value").map(([name]) => name);
    return { imports: this.imports, prologue: this.prologue.join(""), registrations: this.registrations, exports: this.exports, live: this.live, variables };
  }
  collect(statement) {
    if (statement.type === "VariableDeclaration") {
      for (const declarator of statement["declarations"]) {
        const kind = kindOf(declarator["init"]);
        for (const name of boundNames(declarator["id"])) this.declared.set(name, { kind, mutable: statement["kind"] !== "const", node: declarator });
      }
    } else if ((statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration") && statement["id"] !== null) {
      const kind = statement.type === "ClassDeclaration" ? "class" : "function";
      this.declared.set(statement["id"]["name"], { kind, mutable: false, node: statement });
    }
  }
  import(statement) {
    const module = this.resolve(statement);
    const index = this.imports.push(module.source) - 1;
    const members = [];
    for (const specifier of statement["specifiers"]) {
      const local = specifier["local"]["name"];
      if (specifier.type === "ImportNamespaceSpecifier") this.prologue.push(`const ${local}=$flImports[${index}];`);
      else members.push(`${JSON.stringify(this.importedName(specifier, statement, module))}:${local}`);
    }
    if (members.length > 0) this.prologue.push(`const{${members.join(",")}}=$flImports[${index}];`);
    this.blank(statement.start, statement.end);
  }
  importedName(specifier, statement, module) {
    const name = specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf3(specifier["imported"] ?? specifier["local"]);
    const from = statement["source"]["value"];
    if (!module.names.has(name)) {
      throw new Refusal(`'${from}' exports no value named ${name}; if it is a type, write "import type"`, this.file.range(specifier));
    }
    if (module.changing.has(name)) {
      throw new Refusal(`${name} changes after '${from}' has exported it: export a function that returns it`, this.file.range(specifier));
    }
    return name;
  }
  exportNamed(statement) {
    const declaration = statement["declaration"];
    if (declaration !== null) {
      this.blank(statement.start, declaration.start);
      const names = declaration.type === "VariableDeclaration" ? declaration["declarations"].flatMap((declarator) => boundNames(declarator["id"])) : [declaration["id"]["name"]];
      for (const name of names) this.register(name, name, declaration);
      return;
    }
    this.blank(statement.start, statement.end);
    const module = statement["source"] === null ? void 0 : this.resolve(statement);
    const index = module === void 0 ? -1 : this.imports.push(module.source) - 1;
    for (const specifier of statement["specifiers"]) {
      const exported = nameOf3(specifier["exported"]);
      if (module === void 0) this.register(exported, nameOf3(specifier["local"]), specifier);
      else this.reexport(exported, `$flImports[${index}][${JSON.stringify(this.importedName(specifier, statement, module))}]`, specifier);
    }
  }
  exportDefault(statement) {
    const declaration = statement["declaration"];
    const named = (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") && declaration["id"] !== null;
    if (named) {
      this.blank(statement.start, declaration.start);
      this.register("default", declaration["id"]["name"], declaration);
      return;
    }
    const keywords = this.file.code.slice(statement.start).match(/^export\s+default/)[0];
    this.edits.replace(statement.start, statement.start + keywords.length, fill("const $flD=", keywords));
    if (!this.file.code.slice(0, statement.end).endsWith(";")) this.edits.insert(statement.end, ";");
    this.registrations.push('"default":$flD');
    const kind = declaration.type === "FunctionDeclaration" ? "function" : declaration.type === "ClassDeclaration" ? "class" : kindOf(declaration);
    this.exports.push({ name: "default", kind, range: this.file.range(declaration) });
  }
  exportAll(statement) {
    const module = this.resolve(statement);
    const index = this.imports.push(module.source) - 1;
    this.blank(statement.start, statement.end);
    if (statement["exported"] !== null) {
      this.reexport(nameOf3(statement["exported"]), `$flImports[${index}]`, statement);
      return;
    }
    for (const name of module.names) if (name !== "default") this.reexport(name, `$flImports[${index}][${JSON.stringify(name)}]`, statement);
  }
  register(exported, local, node) {
    const found = this.declared.get(local);
    const key = JSON.stringify(exported);
    if (found?.mutable === true) this.live.set(exported, local);
    this.registrations.push(found?.mutable === true ? `get ${key}(){return ${local}}` : `${key}:${local}`);
    this.exports.push({ name: exported, kind: found?.kind ?? "value", range: this.file.range(found?.node ?? node), ...this.methodsOf(found?.node) });
  }
  methodsOf(node) {
    const definition = node?.type === "VariableDeclarator" ? node["init"] : node;
    if (definition?.type !== "ClassDeclaration" && definition?.type !== "ClassExpression") return {};
    const members = definition["body"]["body"];
    const named = members.filter(({ type, ...member }) => type === "MethodDefinition" && member["computed"] === false);
    return { methods: Object.fromEntries(named.map((member) => [nameOf3(member["key"]), this.file.range(firstLine(this.file.code, member))])) };
  }
  reexport(exported, value, node) {
    this.registrations.push(`${JSON.stringify(exported)}:${value}`);
    this.exports.push({ name: exported, kind: "value", range: this.file.range(node) });
  }
  blank(from, to) {
    this.edits.replace(from, to, fill("", this.file.code.slice(from, to)));
  }
};
function fill(text2, old) {
  return text2 + old.slice(text2.length).replace(/[^\r\n\u2028\u2029]/g, " ");
}
function firstLine(code, { start, end }) {
  const lineEnd = code.slice(start, end).search(/[\r\n]/);
  return { start, end: lineEnd < 0 ? end : start + lineEnd };
}
var nameOf3 = (node) => node.type === "Literal" ? node["value"] : node["name"];
function kindOf(init) {
  if (init?.type === "ClassExpression") return "class";
  return init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression" ? "function" : "value";
}

// src/lab/compile/refuse.ts
var RESERVED = "$fl";
function refuseForbidden(file) {
  const visit = (node, scope, parent) => {
    const message = objection(node, scope, parent);
    if (message !== void 0) throw new Refusal(message, file.range(node));
    const inner = isFunction(node) ? { inFunction: true, hasArguments: scope.hasArguments || node.type !== "ArrowFunctionExpression" } : scope;
    for (const child of childrenOf(node)) visit(child, inner, node);
  };
  visit(file.program, { inFunction: false, hasArguments: false }, void 0);
}
function objection(node, { inFunction, hasArguments }, parent) {
  switch (node.type) {
    case "ImportExpression":
      return "import() is not available here: write an import statement at the top of the file";
    case "MetaProperty":
      return node["meta"]["name"] === "import" ? "import.meta is not available here" : void 0;
    case "AwaitExpression":
      return inFunction ? void 0 : "await at the top level is not available here: the module must be loaded when its node starts";
    case "ForOfStatement":
      return node["await"] === true && !inFunction ? "for await at the top level is not available here" : void 0;
    case "Identifier": {
      const name = node["name"];
      if (name.startsWith(RESERVED)) return `names that begin with ${RESERVED} are reserved`;
      if (isPropertyName(node, parent)) return void 0;
      if (name === "arguments" && !hasArguments) return "arguments is only available in a function";
      return name === "eval" ? "eval is not available here" : void 0;
    }
    default:
      return void 0;
  }
}
function isPropertyName(node, parent) {
  switch (parent?.type) {
    case "MemberExpression":
      return parent["property"] === node && parent["computed"] === false;
    case "Property":
      return parent["key"] === node && parent["computed"] === false && parent["shorthand"] === false;
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent["key"] === node && parent["computed"] === false;
    case "ExportSpecifier":
      return parent["local"] !== node;
    case "ImportSpecifier":
      return parent["local"] !== node;
    default:
      return false;
  }
}

// src/lab/compile/instrument.ts
var RETHROW = "catch($flE){$flCaught($flE);throw $flE}";
function instrument(file, edits, mode, tables) {
  const instrumenter = new Instrumenter(file, edits, mode, tables);
  instrumenter.visit(file.program, void 0);
  return instrumenter.names;
}
var Instrumenter = class {
  names = /* @__PURE__ */ new Set();
  metered;
  file;
  edits;
  mode;
  tables;
  constructor(file, edits, mode, tables) {
    this.file = file;
    this.edits = edits;
    this.mode = mode;
    this.tables = tables;
    this.metered = mode !== "debug";
  }
  visit(node, parent) {
    const close = this.open(node, parent);
    for (const child of childrenOf(node)) this.visit(child, node);
    close?.();
  }
  /** Edits before the node's children; what comes after them is returned. */
  open(node, parent) {
    switch (node.type) {
      case "Identifier":
        if (!isPropertyName(node, parent)) this.names.add(node["name"]);
        return void 0;
      case "BinaryExpression":
        return this.binary(node);
      case "AssignmentExpression":
        return node["operator"] === "**=" ? this.powerAssignment(node) : void 0;
      case "ClassBody":
        if (this.mode === "record") this.privateAccessors(node);
        return void 0;
      default:
        return this.metered ? this.meter(node, parent) : void 0;
    }
  }
  meter(node, parent) {
    switch (node.type) {
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
        return this.body(node["body"], this.checkpoint(node, "loop"));
      case "TryStatement":
        this.finalizer(node);
        return this.tryStatement(node);
      case "ThrowStatement":
        return this.throwStatement(node["argument"]);
      default:
        return isFunction(node) ? this.body(node["body"], this.checkpoint(isMethod(parent) ? parent : node, "function")) : void 0;
    }
  }
  checkpoint(node, what) {
    const id = this.tables.checkpoints.push({ range: this.headRange(node), what }) - 1;
    const count = `--$flFuel[0]<0&&$flStop(${id})`;
    return what === "function" ? `$flFuel[1]=${id},${count}` : count;
  }
  /** The first line of a node. */
  headRange(node) {
    return this.file.range(firstLine(this.file.code, node));
  }
  body(body, check) {
    if (body.type === "BlockStatement") {
      this.edits.insert(body.start + 1, `${check};`);
      return void 0;
    }
    const statement = body.type.endsWith("Statement");
    this.edits.insert(body.start, statement ? `{${check};` : `(${check},`);
    return () => this.edits.insert(body.end, statement ? "}" : ")");
  }
  tryStatement(node) {
    const block = node["block"];
    const handler = node["handler"];
    if (handler === null) return () => this.edits.insert(block.end, RETHROW);
    const parameter = handler["param"];
    const body = handler["body"];
    if (parameter !== null && parameter.type !== "Identifier") {
      this.edits.insert(block.start + 1, "try{");
      this.edits.insert(block.end - 1, `}${RETHROW}`);
      return void 0;
    }
    if (parameter === null) this.edits.insert(body.start, "($flE)");
    this.edits.insert(body.start + 1, `$flCaught(${parameter === null ? "$flE" : parameter["name"]});`);
    return void 0;
  }
  finalizer(node) {
    const finalizer = node["finalizer"];
    if (finalizer !== null) this.edits.insert(finalizer.start + 1, "$flAlive();");
  }
  throwStatement(argument) {
    const id = this.tables.throws.push(this.file.range(argument)) - 1;
    this.edits.insert(argument.start, `$flThrown(${id},(`);
    return () => this.edits.insert(argument.end, "))");
  }
  binary(node) {
    if (node["operator"] !== "**") return void 0;
    const left = node["left"];
    const right = node["right"];
    const constant2 = typeof left["value"] === "number" && typeof right["value"] === "number" ? pow(left["value"], right["value"]) : Infinity;
    if (Number.isFinite(constant2)) {
      this.edits.replace(node.start, node.end, String(constant2));
      return void 0;
    }
    const at = left.end + this.file.code.slice(left.end, right.start).indexOf("**");
    this.edits.insert(node.start, "$flPow(");
    this.edits.replace(at, at + 2, ", ");
    return () => this.edits.insert(node.end, ")");
  }
  powerAssignment(node) {
    const left = node["left"];
    const right = node["right"];
    if (!readsTwiceSafely(left)) throw new Refusal("**= is not available on this expression: write x = x ** y", this.file.range(node));
    const at = left.end + this.file.code.slice(left.end, right.start).indexOf("**=");
    this.edits.replace(at, at + 3, "=  ");
    this.edits.insert(right.start, `$flPow(${this.file.code.slice(left.start, left.end)},(`);
    return () => this.edits.insert(right.end, "))");
  }
  privateAccessors(body) {
    const fields = body["body"].filter((member) => member.type === "PropertyDefinition" && member["static"] === false && member["key"].type === "PrivateIdentifier");
    const reads = fields.map((field) => {
      const name = `#${field["key"]["name"]}`;
      return `if(${name} in $flO)$flV("${name}",$flO.${name});`;
    });
    this.edits.insert(body.start + 1, `static{$flClass(this,($flO,$flV)=>{${reads.join("")}})}`);
  }
};
function isMethod(node) {
  return node?.type === "MethodDefinition" || node?.type === "Property" && (node["method"] === true || node["kind"] !== "init");
}
function readsTwiceSafely(target) {
  if (target.type === "Identifier") return true;
  if (target.type !== "MemberExpression") return false;
  const object = target["object"];
  const key = target["property"];
  const keyIsPlain = target["computed"] === false || key.type === "Identifier" || key.type === "Literal";
  return keyIsPlain && (object.type === "ThisExpression" || readsTwiceSafely(object));
}

// src/lab/compile/strip.ts
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
function stripFile(text2, file, strip) {
  let result = strip(text2, "strip");
  if (!result.ok && result.unsupported) result = strip(text2, "transform");
  if (!result.ok) throw new Refusal(result.message, rangeOf(file, result.start, result.end));
  if (result.map === void 0) return { code: restoreSemicolons(text2, result.code), original: (position) => position };
  const lines = new LineIndex(text2);
  const map = new TraceMap(result.map);
  return {
    code: result.code,
    map: result.map,
    original({ line, column }) {
      const found = originalPositionFor(map, { line, column: column - 1 });
      return found.line === null ? { line: 1, column: 1 } : lines.position(lines.offset({ line: found.line, column: found.column + 1 }));
    }
  };
}
function restoreSemicolons(text2, code) {
  if (text2.length !== code.length || !/^[ \t]*;/m.test(text2)) return code;
  return code.replace(/^([ \t]+)(?=[^\s;])/gm, (blank, _indent, offset) => {
    const semicolon = text2.slice(offset, offset + blank.length).indexOf(";");
    const leads = semicolon >= 0 && text2.slice(offset, offset + semicolon).trim() === "";
    return leads ? `${blank.slice(0, semicolon)};${blank.slice(semicolon + 1)}` : blank;
  });
}

// src/lab/compile/compile.ts
var RUNTIME_NAMES = ["$flFuel", "$flStop", "$flCaught", "$flAlive", "$flThrown", "$flPow", "$flClass", "$flImports"];
function compileAttempt(source, options) {
  const compiler = new Compiler(source, options);
  try {
    const exports = compiler.compile(source.entry, void 0).shape.exports;
    return { ok: true, program: { mode: options.mode, files: compiler.files, exports, ...compiler.tables } };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problems: [error.problem] };
    throw error;
  }
}
var Compiler = class {
  files = [];
  tables = { checkpoints: [], throws: [] };
  done = /* @__PURE__ */ new Map();
  open = [];
  source;
  options;
  constructor(source, options) {
    this.source = source;
    this.options = options;
  }
  compile(path, importer) {
    const known2 = this.done.get(path);
    if (known2 !== void 0) return known2;
    if (this.open.includes(path)) {
      const circle = [...this.open.slice(this.open.indexOf(path)), path].join(" \u2192 ");
      throw new Refusal(`files import each other in a circle: ${circle}`, importer?.file.range(importer.node));
    }
    const given = this.source.files[path];
    if (given === void 0) throw new Refusal(`${path} is missing`);
    this.open.push(path);
    const text2 = withoutMark(given);
    const name = shownFile(this.source, path);
    const file = parseFile(path, name, stripFile(text2, name, this.options.stripTypes));
    refuseForbidden(file);
    const edits = new EditList();
    const shape = rewriteModule(file, edits, (statement) => this.resolve(file, statement));
    const names = instrument(file, edits, this.options.mode, this.tables);
    this.files.push(this.wrap(file, text2, edits, shape, names));
    this.open.pop();
    const result = { index: this.files.length - 1, shape, changing: changingExports(file, shape) };
    this.done.set(path, result);
    return result;
  }
  resolve(file, statement) {
    const node = statement["source"];
    const specifier = node["value"];
    const libraryNames = Object.hasOwn(this.options.libraries, specifier) ? this.options.libraries[specifier] : void 0;
    if (libraryNames !== void 0) return { source: { library: specifier }, names: new Set(libraryNames), changing: /* @__PURE__ */ new Set() };
    const path = /^\.\.?\//.test(specifier) ? resolveSibling(specifier, file.path, this.source.files) : void 0;
    if (path === void 0) throw new Refusal(this.unknownModule(specifier, file.path), file.range(node));
    const done = this.compile(path, { file, node });
    return { source: { file: done.index }, names: new Set(done.shape.exports.map((info) => info.name)), changing: done.changing };
  }
  unknownModule(specifier, importer) {
    const libraries2 = Object.keys(this.options.libraries).map((name) => `'${name}'`);
    const siblings = Object.keys(this.source.files).filter((path) => path !== importer && path !== this.source.entry).map((path) => `'./${path.replace(/\.ts$/, "")}'`);
    return `there is no module '${specifier}' here; what can be imported: ${[...libraries2, ...siblings].join(", ")}`;
  }
  wrap(file, text2, edits, shape, names) {
    const parameters = [...RUNTIME_NAMES, ...GLOBAL_NAMES.filter((name) => names.has(name))];
    const prefix = `(function(${parameters.join(",")}){{${shape.prologue}`;
    const bindings = this.options.mode === "record" ? shape.variables.map((name) => `get ${name}(){return ${name}}`) : [];
    const url = file.file.replace(/\s/g, encodeURIComponent);
    const map = this.options.mode === "debug" && file.stripped.map !== void 0 ? mapComment(file.stripped.map, url) : "";
    const suffix = `
;return{exports:{__proto__:null,${shape.registrations.join(",")}},bindings:{__proto__:null,${bindings.join(",")}}}}})
//# sourceURL=${url}${map}`;
    const edited = edits.apply(file.code);
    const editedLines = new LineIndex(edited.text);
    const learnerLines = new LineIndex(text2);
    return {
      file: file.file,
      url,
      code: prefix + edited.text + suffix,
      parameters,
      imports: shape.imports,
      original({ line, column }) {
        const unwrapped = line === 1 ? Math.max(1, column - prefix.length) : column;
        return file.position(edited.sourceOffset(editedLines.offset({ line, column: unwrapped })));
      },
      endColumn: (line) => learnerLines.endColumn(line)
    };
  }
};
function mapComment(map, url) {
  const { version, names, mappings, sourcesContent } = JSON.parse(map);
  return `
//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify({ version, sources: [url], sourcesContent, names, mappings }))}`;
}
function changingExports(file, shape) {
  const assigned = /* @__PURE__ */ new Set();
  const visit = (node) => {
    const target = node.type === "AssignmentExpression" ? node["left"] : node.type === "UpdateExpression" ? node["argument"] : void 0;
    if (target?.type === "Identifier") assigned.add(target["name"]);
    childrenOf(node).forEach(visit);
  };
  visit(file.program);
  const changing = /* @__PURE__ */ new Set();
  for (const [exported, local] of shape.live) if (assigned.has(local)) changing.add(exported);
  return changing;
}

// src/lab/environment.ts
function environmentOf(node) {
  const { world } = node;
  const timers = /* @__PURE__ */ new Map();
  let lastId = 0;
  const arm = (id, delayMs, repeat, fire2, row) => {
    timers.set(id, node.after(msToUs(delayMs), () => {
      if (repeat) arm(id, delayMs, repeat, fire2, row);
      else timers.delete(id);
      world.causeRow = row;
      world.causeRow = world.emit(TraceKind.timerFire, node.index, -1, id);
      fire2();
    }));
  };
  return {
    wallMs: () => node.wallMs,
    monotonicMs: () => node.monotonicMs,
    random: () => node.random.next(),
    startTimer(delayMs, repeat, fire2) {
      const id = ++lastId;
      const delay = delayMs >= 1 ? delayMs : 1;
      const row = world.emit(TraceKind.timerSet, node.index, -1, id);
      if (world.trace) {
        world.trace.describe(row, void 0, delay);
        world.trace.locate(row);
      }
      arm(id, delay, repeat, fire2, row);
      return id;
    },
    stopTimer(id) {
      const timer = timers.get(id);
      if (!timer) return;
      timer.cancel();
      timers.delete(id);
    },
    log(level, text2) {
      const row = world.emit(TraceKind.log, node.index, -1, 0);
      if (!world.trace) return;
      world.trace.describe(row, level, text2);
      world.trace.locate(row);
    }
  };
}

// src/lab/sandbox/events.ts
var VirtualEvent = class {
  type;
  cancelable;
  defaultPrevented = false;
  target = null;
  #stopped = false;
  constructor(type, init = {}) {
    this.type = String(type);
    this.cancelable = init.cancelable === true;
  }
  preventDefault() {
    if (this.cancelable) this.defaultPrevented = true;
  }
  stopImmediatePropagation() {
    this.#stopped = true;
  }
  static stopped(event) {
    return event.#stopped;
  }
};
var wasStopped = VirtualEvent.stopped;
delete VirtualEvent.stopped;
var VirtualEventTarget = class {
  #listeners = /* @__PURE__ */ new Map();
  addEventListener(type, listener, options = {}) {
    if (listener === null) return;
    const { once = false, signal } = typeof options === "boolean" ? {} : options;
    if (signal?.aborted === true) return;
    const registered2 = this.#listeners.get(type) ?? [];
    if (registered2.some((registration) => registration.listener === listener)) return;
    this.#listeners.set(type, [...registered2, { listener, once }]);
    signal?.addEventListener("abort", () => this.removeEventListener(type, listener), { once: true });
  }
  removeEventListener(type, listener) {
    const registered2 = this.#listeners.get(type);
    if (registered2 !== void 0) this.#listeners.set(type, registered2.filter((registration) => registration.listener !== listener));
  }
  dispatchEvent(event) {
    event.target = this;
    const handler = this[`on${event.type}`];
    if (typeof handler === "function") handler.call(this, event);
    for (const { listener, once } of this.#listeners.get(event.type) ?? []) {
      if (wasStopped(event)) break;
      if (once) this.removeEventListener(event.type, listener);
      if (typeof listener === "function") listener.call(this, event);
      else listener.handleEvent(event);
    }
    return !event.defaultPrevented;
  }
};
var VirtualDOMException = class extends Error {
  constructor(message = "", name = "Error") {
    super(message);
    Object.defineProperty(this, "name", { value: name, configurable: true });
  }
};
var MAKE = /* @__PURE__ */ Symbol("make");
var VirtualAbortSignal = class extends VirtualEventTarget {
  #aborted = false;
  #reason;
  onabort = null;
  constructor(key) {
    super();
    if (key !== MAKE) throw new TypeError("Illegal constructor");
  }
  get aborted() {
    return this.#aborted;
  }
  get reason() {
    return this.#reason;
  }
  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }
  static abortSignal(signal, reason) {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = reason === void 0 ? new VirtualDOMException("This operation was aborted", "AbortError") : reason;
    signal.dispatchEvent(new VirtualEvent("abort"));
  }
};
var abortSignal = VirtualAbortSignal.abortSignal;
delete VirtualAbortSignal.abortSignal;
var VirtualAbortController = class {
  signal = new VirtualAbortSignal(MAKE);
  abort(reason) {
    abortSignal(this.signal, reason);
  }
};
function virtualAbortSignal(environment) {
  const own = function AbortSignal() {
    throw new TypeError("Illegal constructor");
  };
  const aborted = (reason) => {
    const signal = new VirtualAbortSignal(MAKE);
    abortSignal(signal, reason);
    return signal;
  };
  Object.defineProperties(own, {
    prototype: { value: VirtualAbortSignal.prototype, writable: false },
    abort: { value: aborted },
    timeout: {
      value: (delayMs) => {
        const signal = new VirtualAbortSignal(MAKE);
        environment.startTimer(Number(delayMs) || 0, false, () => abortSignal(signal, new VirtualDOMException("The operation was aborted due to timeout", "TimeoutError")));
        return signal;
      }
    },
    any: {
      value: (signals) => {
        const sources = [...signals];
        const already = sources.find((source) => source.aborted);
        if (already !== void 0) return aborted(already.reason);
        const signal = new VirtualAbortSignal(MAKE);
        for (const source of sources) source.addEventListener("abort", () => abortSignal(signal, source.reason), { once: true });
        return signal;
      }
    }
  });
  return own;
}
var SHOWN_NAMES = [
  [VirtualEvent, "Event"],
  [VirtualEventTarget, "EventTarget"],
  [VirtualDOMException, "DOMException"],
  [VirtualAbortSignal, "AbortSignal"],
  [VirtualAbortController, "AbortController"]
];
for (const [shown, name] of SHOWN_NAMES) Object.defineProperty(shown, "name", { value: name });

// src/lab/host.ts
var RESTART_US = 2 * US_PER_S;
var ProgramHost = class {
  attempt;
  /** The first exception that ended a process. */
  fatal;
  /** The first exception in a request that is a mistake by its kind. */
  failedRequest;
  /** The node that had control last. */
  current;
  /** Nodes that had control since this list was last emptied. */
  entered = [];
  watched = /* @__PURE__ */ new Map();
  steps;
  constructor(attempt, steps) {
    this.attempt = attempt;
    this.steps = steps;
  }
  entering(node) {
    this.current = node;
    if (this.entered.at(-1) !== node) this.entered.push(node);
    this.attempt.fuel.refill(this.steps);
  }
  start(node) {
    const environment = environmentOf(node);
    const exports = this.attempt.start(environment, libraryFor((delayMs, fire2) => void environment.startTimer(delayMs, false, fire2)));
    this.attempt.fuel.refill(this.steps);
    return exports;
  }
  watch(node, instance) {
    this.watched.set(node, instance);
  }
  requestFailed(node, thrown) {
    const mistake = [TypeError, ReferenceError, RangeError].some((kind) => isA(thrown, kind));
    if (mistake && !this.failedRequest) this.failedRequest = this.note(node, thrown);
  }
  processFailed(node, thrown, method) {
    if (node.state === "down") return;
    const mistake = this.note(node, thrown, method);
    this.fatal ??= mistake;
    node.crash();
    node.world.after(RESTART_US, restart2, node);
  }
  describe(thrown) {
    return this.attempt.textOfError(thrown);
  }
  allowSteps(steps) {
    this.attempt.fuel.refill(steps);
  }
  abortController() {
    return new VirtualAbortController();
  }
  note(node, thrown, method) {
    const { world } = node;
    const described2 = { ...this.rangeOf(method), ...this.attempt.describeError(thrown) };
    const row = world.emit(TraceKind.error, node.index, -1, 0);
    world.trace?.describe(row, described2.message);
    const unprovoked = world.faults.strikes.length === 0;
    return { node: node.id, atUs: world.nowUs, unprovoked, ...described2 };
  }
  rangeOf(method) {
    const range = method === void 0 ? void 0 : this.attempt.exports.find(({ methods }) => methods?.[method])?.methods[method];
    return range ? { range } : {};
  }
};
function restart2(node) {
  node.start();
}

// src/lab/run.ts
var EVENTS_AT_INSTANT = 1e5;
var STUCK = {
  loop: "this loop does not end",
  function: "this function is called without end",
  recursion: "this function calls itself without end",
  allocation: "more memory is taken here in one event than a process may have"
};
var Run = class {
  world;
  host;
  seed;
  /** Events per turn of the host: well under 5 ms. */
  eventsATurn = 2e3;
  scenario;
  plan;
  over = false;
  stuck;
  constructor(scenario2, attempt, { seed, mode, plan, without, noteDecisions }) {
    this.scenario = scenario2;
    this.seed = seed;
    const world = new World({ seed, mode });
    this.world = world;
    this.host = new ProgramHost(attempt, scenario2.limits.steps);
    world.network.limits = scenario2.limits;
    if (noteDecisions) world.network.decisions = [];
    if (world.trace) world.trace.here = () => attempt.here();
    world.beforeEnter = (node) => this.host.entering(node);
    world.onProgramError = (node, error) => this.host.processFailed(node, error);
    const { endMs } = scenario2.world({ world, program: this.host, random: world.stream("workload") });
    const own = scenario2.faults(new FaultAuthor(world));
    this.plan = plan ?? { faults: without ? own.filter(({ id }) => without.fault !== void 0 && id !== without.fault) : own, off: [] };
    world.begin(this.plan);
    world.at(msToUs(endMs), () => {
      this.over = true;
    });
  }
  /** Handles up to `events` events; true when the run is over. After each event in which a program ran, `drain` runs its promises. */
  advance(events, drain) {
    const { world } = this;
    for (let i = 0; i < events; i++) {
      if (world.needsDrain) {
        world.needsDrain = false;
        drain();
        this.look();
      }
      this.check();
      if (this.over) break;
      if (!world.step()) this.over = true;
    }
    return this.over;
  }
  /** Handles events until a program ran and its promises are to be run by the host; true when the run is over. */
  advanceToDrain(events) {
    const { world } = this;
    this.look();
    this.check();
    for (let i = 0; i < events && !this.over && !world.needsDrain; i++) {
      if (!world.step()) this.over = true;
      this.check();
    }
    world.needsDrain = false;
    return this.over;
  }
  /** Steps for the promises of this many worlds, which the host runs together. */
  allowStepsFor(worlds) {
    this.host.allowSteps(worlds * this.scenario.limits.steps);
  }
  look() {
    const { entered } = this.host;
    for (const node of entered) this.observe(node);
    while (entered.length > 0) entered.pop();
  }
  /** A node's program has had control, and its promises have run. A recording overrides it. */
  observe(_node) {
  }
  finish() {
    const { world, host, plan, seed, stuck } = this;
    const { fatal, failedRequest } = host;
    return {
      seed,
      plan,
      record: world.history.finish(),
      hash: world.hash.toString(),
      events: world.events,
      sentences: world.faults.sentences(),
      decisions: world.network.decisions ?? [],
      ...stuck ? { stuck } : {},
      ...fatal ? { fatal } : {},
      ...failedRequest ? { failedRequest } : {}
    };
  }
  check() {
    const { world, host, scenario: scenario2 } = this;
    const { stopped } = host.attempt.fuel;
    if (stopped) {
      const node = host.current?.id;
      this.halt({ message: STUCK[stopped.what], range: stopped.range, ...node === void 0 ? {} : { node } });
    } else if (world.eventsAtInstant > EVENTS_AT_INSTANT) {
      this.halt({ message: `time stands still: ${EVENTS_AT_INSTANT} events happened at one instant` });
    } else if (world.events > scenario2.limits.events) {
      this.halt({ message: `the run has more than ${scenario2.limits.events} events: something is sent or scheduled without end` });
    } else if (host.fatal?.unprovoked) {
      this.over = true;
    }
  }
  halt(stuck) {
    this.stuck = stuck;
    this.over = true;
  }
};
var EVENTS_A_DRAIN = 200;
function* runAll(makers, attempt, drain, rejections, finished2) {
  if (drain.kind === "sync") {
    for (const make of makers) {
      const run = make();
      yield;
      yield* runSync(run, attempt, drain.run, rejections, finished2);
    }
  } else for (let i = 0; i < makers.length; i += drain.worlds) yield* runBatch(makers.slice(i, i + drain.worlds), attempt, rejections, finished2);
}
function* runSync(run, attempt, drain, rejections, finished2) {
  attempt.fuel.reset();
  const drainAndCheck = () => {
    drain();
    attribute(run, rejections);
  };
  while (!run.advance(run.eventsATurn, drainAndCheck)) yield;
  finished2(run);
  yield;
}
function* runBatch(makers, attempt, rejections, finished2) {
  attempt.fuel.reset();
  const runs = makers.map((make) => make());
  let active2 = runs;
  while (active2.length > 0) {
    active2 = active2.filter((run) => !run.advanceToDrain(EVENTS_A_DRAIN));
    if (active2.length > 1) active2[0].allowStepsFor(active2.length);
    yield;
    const rejected = rejections.take();
    const wrong = rejected.length > 0 || attempt.fuel.stopped !== void 0;
    if (wrong && makers.length > 1) {
      for (const make of makers) yield* runBatch([make], attempt, rejections, finished2);
      return;
    }
    for (const reason of rejected) runs[0].host.processFailed(runs[0].host.current, reason);
  }
  for (const run of runs) finished2(run);
}
function attribute(run, rejections) {
  for (const reason of rejections.take()) if (run.host.current) run.host.processFailed(run.host.current, reason);
}

// src/lab/sandbox/base64.ts
var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
function encodeBase64(input) {
  const text2 = String(input);
  let result = "";
  for (let i = 0; i < text2.length; i += 3) {
    const bytes = [text2.charCodeAt(i), text2.charCodeAt(i + 1), text2.charCodeAt(i + 2)];
    if (bytes.some((byte) => byte > 255)) throw new VirtualDOMException("Invalid character", "InvalidCharacterError");
    const bits = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
    const missing = Math.max(0, i + 3 - text2.length);
    result += [18, 12, 6, 0].map((shift, k) => k > 3 - missing ? "=" : ALPHABET[bits >> shift & 63]).join("");
  }
  return result;
}
function decodeBase64(input) {
  const text2 = String(input).replace(/[\t\n\f\r ]/g, "").replace(/={1,2}$/, "");
  if (text2.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text2)) throw new VirtualDOMException("The string to be decoded is not correctly encoded.", "InvalidCharacterError");
  let result = "";
  let bits = 0;
  let count = 0;
  for (const character of text2) {
    bits = (bits << 6 | ALPHABET.indexOf(character)) & 16777215;
    count += 6;
    if (count >= 8) {
      count -= 8;
      result += String.fromCharCode(bits >> count & 255);
    }
  }
  return result;
}

// src/lab/sandbox/inspect.ts
var DEPTH = 4;
var MEMBERS = 100;
var CHARACTERS = 1e4;
function inspect(value) {
  return new Inspector().print(value);
}
function formatLog(args) {
  let rest = args;
  let text2 = "";
  if (typeof args[0] === "string") {
    let next = 1;
    text2 = args[0].replace(/%([sdifjoOc%])/g, (directive, kind) => {
      if (kind === "%") return "%";
      if (next >= args.length) return directive;
      return formatOne(kind, args[next++]);
    });
    rest = args.slice(next);
    if (rest.length > 0) text2 += " ";
  }
  text2 += rest.map((value) => typeof value === "string" ? value : inspect(value)).join(" ");
  return text2.length > CHARACTERS ? `${text2.slice(0, CHARACTERS)}\u2026 (${text2.length - CHARACTERS} more characters)` : text2;
}
function formatOne(kind, value) {
  switch (kind) {
    case "s":
      return typeof value === "string" ? value : inspect(value);
    case "d":
      return typeof value === "object" ? "NaN" : String(Number(value));
    case "i":
      return typeof value === "object" ? "NaN" : String(Math.trunc(Number(value)));
    case "f":
      return typeof value === "symbol" ? "NaN" : String(parseFloat(String(value)));
    case "c":
      return "";
    default:
      return inspect(value);
  }
}
var Inspector = class {
  parents = [];
  characters = 0;
  print(value) {
    try {
      return this.value(value, 0);
    } catch {
      return "<cannot be shown>";
    }
  }
  value(value, depth) {
    switch (typeof value) {
      case "string":
        return this.quote(value);
      case "bigint":
        return `${value}n`;
      case "number":
        return Object.is(value, -0) ? "-0" : String(value);
      case "symbol":
        return value.toString();
      case "function":
        return this.functionText(value);
      case "object":
        return value === null ? "null" : this.object(value, depth);
      default:
        return String(value);
    }
  }
  quote(text2) {
    const shown = text2.length > CHARACTERS ? `${text2.slice(0, CHARACTERS)}\u2026` : text2;
    this.characters += shown.length;
    return `'${shown.replace(/[\\'\n\r\t]/g, (character) => ({ "\n": "\\n", "\r": "\\r", "	": "\\t" })[character] ?? `\\${character}`)}'`;
  }
  functionText(value) {
    const name = functionName(value);
    return name === "" ? "[Function]" : `[Function: ${name}]`;
  }
  object(value, depth) {
    if (this.parents.includes(value)) return "[Circular]";
    if (value instanceof Error) return errorText(value);
    if (value instanceof Date) return Number.isNaN(Date.prototype.getTime.call(value)) ? "Invalid Date" : Date.prototype.toISOString.call(value);
    if (value instanceof RegExp) return RegExp.prototype.toString.call(value);
    if (value instanceof Promise) return "Promise {}";
    const name = className(value);
    if (depth >= DEPTH || this.characters > CHARACTERS) return Array.isArray(value) ? "[Array]" : `[${name || "Object"}]`;
    this.parents.push(value);
    try {
      return this.members(value, name, depth + 1);
    } finally {
      this.parents.pop();
    }
  }
  members(value, name, depth) {
    if (Array.isArray(value)) return this.list("[", Array.from({ length: Math.min(value.length, MEMBERS) }, (_, i) => this.property(value, i, depth)), value.length, "]");
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const numbers = value;
      return this.list(`${String(typedArrayTag.call(value))}(${numbers.length}) [`, Array.from({ length: Math.min(numbers.length, MEMBERS) }, (_, i) => String(numbers[i])), numbers.length, "]");
    }
    if (value instanceof Map) {
      const size = value.size;
      return this.list(`Map(${size}) {`, firstOf(Map.prototype.entries.call(value)).map(([key, item]) => `${this.value(key, depth)} => ${this.value(item, depth)}`), size, "}");
    }
    if (value instanceof Set) {
      const size = value.size;
      return this.list(`Set(${size}) {`, firstOf(Set.prototype.values.call(value)).map((item) => this.value(item, depth)), size, "}");
    }
    const keys2 = Object.keys(value);
    const entries = keys2.slice(0, MEMBERS).map((key) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : this.quote(key)}: ${this.property(value, key, depth)}`);
    return this.list(`${name === "Object" || name === "" ? "" : `${name} `}{`, entries, keys2.length, "}");
  }
  property(value, key, depth) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor === void 0) return "<empty>";
    return "value" in descriptor ? this.value(descriptor.value, depth) : "[Getter]";
  }
  list(open, items, size, close) {
    if (size > items.length) items.push(`\u2026 ${size - items.length} more`);
    const text2 = items.length === 0 ? `${open}${close}` : `${open} ${items.join(", ")} ${close}`;
    this.characters += text2.length;
    return text2;
  }
};
function firstOf(items) {
  const first = [];
  for (const item of items) {
    if (first.length === MEMBERS) break;
    first.push(item);
  }
  return first;
}
function errorText(error) {
  const stack = error.stack;
  return typeof stack === "string" && stack !== "" ? stack : String(error);
}
var typedArrayTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
function className(value) {
  const prototype = Object.getPrototypeOf(value);
  if (typeof prototype !== "object" || prototype === null) return "";
  const constructor = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  if (typeof constructor !== "function") return "";
  return functionName(constructor);
}
function functionName(value) {
  const name = Object.getOwnPropertyDescriptor(value, "name")?.value;
  return typeof name === "string" ? name : "";
}

// src/lab/sandbox/console.ts
var CHARACTERS2 = 1e6;
function virtualConsole(environment) {
  let left = CHARACTERS2;
  const counts = /* @__PURE__ */ new Map();
  const started = /* @__PURE__ */ new Map();
  const write = (level, args) => {
    if (left <= 0) return;
    const text2 = formatLog(args);
    left -= text2.length + 1;
    environment.log(level, text2);
    if (left <= 0) environment.log("warn", `this process has printed ${CHARACTERS2} characters: it prints no more`);
  };
  const printer = (level) => (...args) => write(level, args);
  const info = printer("info");
  return {
    debug: printer("debug"),
    log: info,
    info,
    dir: (value) => write("info", [value]),
    table: (value) => write("info", [value]),
    warn: printer("warn"),
    error: printer("error"),
    trace: printer("debug"),
    group: info,
    groupEnd: () => {
    },
    assert: (condition, ...args) => {
      if (!condition) write("error", ["Assertion failed", ...args]);
    },
    count: (label = "default") => {
      const count = (counts.get(String(label)) ?? 0) + 1;
      counts.set(String(label), count);
      write("info", [`${String(label)}: ${count}`]);
    },
    time: (label = "default") => {
      started.set(String(label), environment.monotonicMs());
    },
    timeEnd: (label = "default") => {
      const since = started.get(String(label));
      if (since !== void 0) write("info", [`${String(label)}: ${environment.monotonicMs() - since} ms`]);
    }
  };
}

// src/lab/sandbox/stack.ts
var v8 = Error;
var files = /* @__PURE__ */ new Map();
var registered;
var positions = /* @__PURE__ */ new WeakMap();
var hostStacks = /* @__PURE__ */ new WeakMap();
var FRAMES = 12;
function registerFiles(compiled) {
  if (registered === compiled) return;
  registered = compiled;
  for (const file of compiled) files.set(file.url, file);
}
function prepareStackTrace(error, sites) {
  const lines = [];
  const found = [];
  for (const site of sites) {
    const file = files.get(site.getScriptNameOrSourceURL() ?? "");
    if (file === void 0) continue;
    const { line, column } = file.original({ line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 });
    found.push({ file: file.file, line, column });
    const name = site.getFunctionName();
    lines.push(`
    at ${name === null || name === "" ? "" : `${name} `}(${file.file}:${line}:${column})`);
  }
  positions.set(error, found);
  if (capturing) return "";
  const title = titleOf(error);
  hostStacks.set(error, `${title}${sites.map((site) => `
    at ${String(site)}`).join("")}`);
  return title + lines.join("");
}
var capturing = false;
function titleOf(error) {
  try {
    return String(error);
  } catch {
    return "Error";
  }
}
function withHook(read) {
  if (v8.prepareStackTrace === prepareStackTrace || Object.isFrozen(v8)) return read();
  const { prepareStackTrace: before, stackTraceLimit: limit } = v8;
  v8.prepareStackTrace = prepareStackTrace;
  v8.stackTraceLimit = FRAMES;
  try {
    return read();
  } finally {
    v8.prepareStackTrace = before;
    v8.stackTraceLimit = limit;
  }
}
function currentPositions() {
  if (v8.captureStackTrace === void 0) return [];
  const holder = {};
  return withHook(() => {
    capturing = true;
    try {
      v8.captureStackTrace(holder, currentPositions);
      void holder.stack;
    } finally {
      capturing = false;
    }
    return positions.get(holder) ?? [];
  });
}
function positionsOf(error) {
  return withHook(() => {
    void error.stack;
    return positions.get(error) ?? [];
  });
}

// src/lab/sandbox/meter.ts
var ALLOCATION_BYTES = 64 * 1024 * 1024;
var CATCH_STEPS = 50;
var FUEL = 0;
var LAST_FUNCTION = 1;
var NONE2 = -1;
var Meter = class {
  stopped;
  allocationLeft = ALLOCATION_BYTES;
  cells;
  checkpoints;
  lineFrom;
  /** `lineFrom`: the rest of a line from a position on; without a position the beginning of the program. */
  constructor(cells, checkpoints, lineFrom) {
    this.cells = cells;
    this.checkpoints = checkpoints;
    this.lineFrom = lineFrom;
  }
  refill(steps) {
    if (this.stopped !== void 0) return;
    this.cells[FUEL] = steps;
    this.cells[LAST_FUNCTION] = NONE2;
    this.allocationLeft = ALLOCATION_BYTES;
    active = this;
  }
  reset() {
    this.stopped = void 0;
  }
  /** The step budget is used up at a checkpoint. */
  stop = (id) => {
    const { what, range } = this.checkpoints[id];
    return this.halt(what, range);
  };
  /** First statement of every `catch`: what must not be caught goes on. */
  caught = (thrown) => {
    this.charge(CATCH_STEPS);
    if (this.isOverflow(thrown) || this.stopped !== void 0) throw thrown;
  };
  /** First statement of every `finally`: it must not hide what must not be caught. */
  alive = () => {
    if (this.stopped !== void 0) throw overdrawn(this.stopped.what);
  };
  charge(steps) {
    this.cells[FUEL] -= steps;
  }
  /**
   * Whether a thrown value is a stack overflow, which depends on the host: the program is then stuck for good. Throws
   * what the traps of a proxy throw.
   */
  isOverflow(thrown) {
    if (!(thrown instanceof RangeError) || thrown.message !== "Maximum call stack size exceeded") return false;
    if (this.stopped === void 0) this.stopAt("recursion", this.lastFunction());
    return true;
  }
  allocate(bytes) {
    this.allocationLeft -= bytes;
    if (this.allocationLeft >= 0) return;
    const [position] = currentPositions();
    this.halt("allocation", position === void 0 ? this.lastFunction() : this.lineFrom(position));
  }
  lastFunction() {
    return this.checkpoints[this.cells[LAST_FUNCTION]]?.range ?? this.lineFrom(void 0);
  }
  halt(what, range) {
    if (this.stopped === void 0) this.stopAt(what, range);
    throw overdrawn(what);
  }
  stopAt(what, range) {
    this.cells[FUEL] = -1;
    this.stopped = { what, range };
  }
};
function overdrawn(what) {
  return new RangeError(`the ${what === "allocation" ? "memory" : "step"} budget of one event is used up`);
}
var active;
function chargeAllocation(bytes) {
  active?.allocate(bytes);
}

// src/lab/sandbox/crypto.ts
var HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
function virtualCrypto(environment) {
  const byte = () => Math.floor(environment.random() * 256);
  return {
    getRandomValues(array) {
      chargeAllocation(array.byteLength);
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let i = 0; i < bytes.length; i++) bytes[i] = byte();
      return array;
    },
    randomUUID() {
      let text2 = "";
      for (let i = 0; i < 16; i++) {
        if (i === 4 || i === 6 || i === 8 || i === 10) text2 += "-";
        const random = byte();
        text2 += HEX[i === 6 ? random & 15 | 64 : i === 8 ? random & 63 | 128 : random];
      }
      return text2;
    }
  };
}

// src/lab/sandbox/date.ts
function parseUtc(text2) {
  const isoWithTime = /^[+-]?\d{4,6}-\d\d(?:-\d\d)?T[\d:.]+$/.test(text2);
  if (isoWithTime) return Date.parse(`${text2}Z`);
  const isoDay = /^[+-]?\d{4,6}(?:-\d\d){0,2}$/.test(text2);
  const hasZone = /(?:Z|GMT|UTC?|[+-]\d\d:?\d\d)\s*(?:\([^)]*\))?\s*$/i.test(text2);
  return Date.parse(isoDay || hasZone ? text2 : `${text2} UTC`);
}
function virtualDate(environment) {
  const now = () => Math.floor(environment.wallMs());
  const instant = (args) => {
    if (args.length === 0) return now();
    if (args.length > 1) return Date.UTC(...args.map(Number));
    const value = args[0];
    if (value instanceof Date) return value.getTime();
    const primitive = typeof value === "object" && value !== null ? primitiveOf(value) : value;
    return typeof primitive === "string" ? parseUtc(primitive) : Number(primitive);
  };
  const virtual = function(...args) {
    if (new.target === void 0) return new Date(now()).toString();
    return Reflect.construct(Date, [instant(args)], new.target);
  };
  Object.defineProperties(virtual, {
    name: { value: "Date" },
    length: { value: 7 },
    prototype: { value: Date.prototype, writable: false },
    now: { value: now },
    parse: { value: (text2) => parseUtc(String(text2)) },
    UTC: { value: Date.UTC }
  });
  return virtual;
}
function primitiveOf(value) {
  const convert = value[Symbol.toPrimitive];
  return typeof convert === "function" ? convert.call(value, "default") : value.valueOf() === value ? String(value) : value.valueOf();
}

// src/lab/sandbox/limits.ts
var FREE_BYTES = 1024;
function boundedClass(original, bytesPerElement) {
  return new Proxy(original, {
    construct(target, args, newTarget) {
      const size = args[0];
      if (typeof size === "number" && size * bytesPerElement > FREE_BYTES) chargeAllocation(size * bytesPerElement);
      else if (Array.isArray(size)) chargeAllocation(size.length * bytesPerElement);
      return Reflect.construct(target, args, newTarget);
    }
  });
}

// src/lab/sandbox/lockdown.ts
import "ses";
function isLocked() {
  return Object.isFrozen(Object.prototype);
}

// src/lab/sandbox/globals.ts
var Globals = class {
  shared;
  builders;
  /** `intrinsics`: where the language's own globals are taken from. */
  constructor(intrinsics) {
    this.shared = sharedGlobals(intrinsics);
    this.builders = builders(this.shared);
  }
  build(names, environment) {
    const built = new Array(names.length);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      built[i] = name === "globalThis" ? this.globalObject(environment) : this.one(name, environment);
    }
    return built;
  }
  one(name, environment) {
    const builder = this.builders[name];
    return builder === void 0 ? this.shared.get(name) : builder(environment);
  }
  globalObject(environment) {
    const globalObject = {};
    for (const name of GLOBAL_NAMES) {
      const value = name === "globalThis" ? globalObject : this.one(name, environment);
      Object.defineProperty(globalObject, name, { value, writable: true, configurable: true, enumerable: false });
    }
    return globalObject;
  }
};
var TYPED_ARRAYS2 = [
  ["Int8Array", 1],
  ["Uint8Array", 1],
  ["Uint8ClampedArray", 1],
  ["Int16Array", 2],
  ["Uint16Array", 2],
  ["Int32Array", 4],
  ["Uint32Array", 4],
  ["Float32Array", 4],
  ["Float64Array", 8],
  ["BigInt64Array", 8],
  ["BigUint64Array", 8],
  ["ArrayBuffer", 1]
];
function sharedGlobals(intrinsics) {
  const host = globalThis;
  const shared = /* @__PURE__ */ new Map();
  for (const name of GLOBAL_NAMES) shared.set(name, name in intrinsics ? intrinsics[name] : void 0);
  for (const [name, bytes] of TYPED_ARRAYS2) shared.set(name, boundedClass(host[name], bytes));
  for (const name of ["URL", "URLSearchParams", "TextEncoder", "TextDecoder"]) shared.set(name, host[name]);
  const own = { AbortController: VirtualAbortController, DOMException: VirtualDOMException, Event: VirtualEvent, EventTarget: VirtualEventTarget, btoa: encodeBase64, atob: decodeBase64, structuredClone: cloneData, queueMicrotask };
  for (const [name, value] of Object.entries(own)) shared.set(name, value);
  shared.set("Math", deterministicMath());
  if (isLocked()) for (const value of shared.values()) harden(value);
  return shared;
}
function builders(shared) {
  const math = shared.get("Math");
  const stop = (environment) => (id) => {
    if (typeof id === "number") environment.stopTimer(id);
  };
  return {
    Math: (environment) => Object.create(math, { random: { value: () => environment.random(), writable: true, configurable: true } }),
    Date: virtualDate,
    performance: (environment) => ({ now: () => environment.monotonicMs(), timeOrigin: environment.wallMs() - environment.monotonicMs() }),
    console: virtualConsole,
    crypto: virtualCrypto,
    AbortSignal: virtualAbortSignal,
    setTimeout: (environment) => (run, delayMs, ...args) => startTimer(environment, run, delayMs, args, false),
    setInterval: (environment) => (run, delayMs, ...args) => startTimer(environment, run, delayMs, args, true),
    setImmediate: (environment) => (run, ...args) => startTimer(environment, run, 0, args, false),
    clearTimeout: stop,
    clearInterval: stop,
    clearImmediate: stop
  };
}
function startTimer(environment, run, delayMs, args, repeat) {
  if (typeof run !== "function") throw new TypeError(`a timer needs a function, not ${run === null ? "null" : typeof run}`);
  const callback = run;
  return environment.startTimer(timerDelay(delayMs), repeat, args.length === 0 ? () => void callback() : () => void callback(...args));
}
function timerDelay(delayMs) {
  const delay = Number(delayMs) || 0;
  return delay <= 2147483647 ? delay : 1;
}
function queueMicrotask(run) {
  if (typeof run !== "function") throw new TypeError("queueMicrotask needs a function");
  void Promise.resolve().then(() => {
    run();
  });
}
function cloneData(value) {
  try {
    return new Copier().copy(value);
  } catch (error) {
    throw error instanceof NotCopyable ? new VirtualDOMException(error.message, "DataCloneError") : error;
  }
}
function deterministicMath() {
  const result = {};
  for (const key of Object.getOwnPropertyNames(Math)) {
    if (key !== "random") Object.defineProperty(result, key, { value: maths_exports[key] ?? Math[key], enumerable: false });
  }
  Object.defineProperty(result, Symbol.toStringTag, { value: "Math" });
  return result;
}
function power(base, exponent) {
  if (typeof base === "number" && typeof exponent === "number") return pow(base, exponent);
  const left = numeric(base);
  const right = numeric(exponent);
  if (typeof left === "bigint" || typeof right === "bigint") return left ** right;
  return pow(left, right);
}
function numeric(value) {
  return typeof value === "bigint" ? value : typeof value === "object" && value !== null ? numeric(value.valueOf() === value ? String(value) : value.valueOf()) : Number(value);
}

// src/lab/sandbox/snapshot.ts
var DEPTH2 = 6;
var MEMBERS2 = 50;
var CHARACTERS3 = 1e3;
function snapshot(value) {
  return walk(value, []);
}
function walk(value, parents) {
  switch (typeof value) {
    case "string":
      return value.length > CHARACTERS3 ? `${value.slice(0, CHARACTERS3)}\u2026` : value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
      return `${value}n`;
    case "symbol":
      return value.toString();
    case "function":
      return "[function]";
    case "object":
      if (value === null) return null;
      try {
        return walkObject(value, parents);
      } catch {
        return "[cannot be shown]";
      }
    default:
      return void 0;
  }
}
function walkObject(value, parents) {
  if (parents.includes(value)) return "[circular]";
  if (value instanceof Date) return Date.prototype.toJSON.call(value);
  if (value instanceof Promise) return "[promise]";
  if (value instanceof Error) return String(value);
  if (isHandle(value)) return "[handle]";
  if (parents.length >= DEPTH2) return Array.isArray(value) ? "[array]" : `[${className(value) || "object"}]`;
  const path = [...parents, value];
  if (Array.isArray(value)) return Array.from({ length: Math.min(value.length, MEMBERS2) }, (_, i) => ownData(value, i, path) ?? null);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value).slice(0, MEMBERS2).map(Number);
  if (value instanceof Set) return [...Set.prototype.values.call(value)].slice(0, MEMBERS2).map((item) => walk(item, path));
  const plain = {};
  if (value instanceof Map) {
    for (const [key, item] of [...Map.prototype.entries.call(value)].slice(0, MEMBERS2)) assign(plain, keyText2(key), walk(item, path));
  } else {
    for (const key of Object.keys(value).slice(0, MEMBERS2)) assign(plain, key, ownData(value, key, path));
  }
  return plain;
}
function isHandle(value) {
  return Object.isFrozen(value) && Object.keys(value).some((key) => typeof Object.getOwnPropertyDescriptor(value, key)?.value === "function");
}
function assign(target, key, value) {
  if (value !== void 0) Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
function ownData(value, key, path) {
  const descriptor = Object.getOwnPropertyDescriptor(value, key);
  return descriptor !== void 0 && "value" in descriptor ? walk(descriptor.value, path) : void 0;
}
function keyText2(key) {
  return typeof key === "string" ? key : JSON.stringify(walk(key, [])) ?? "undefined";
}

// src/lab/sandbox/attempt.ts
var LOAD_STEPS = 1e6;
function createAttempt(program, options = {}) {
  return new CompartmentAttempt(program, options.cells ?? new Int32Array(2));
}
var CompartmentAttempt = class {
  exports;
  fuel;
  modules;
  globals;
  incarnations = /* @__PURE__ */ new WeakMap();
  privates = /* @__PURE__ */ new WeakMap();
  lastThrow;
  program;
  constructor(program, cells) {
    this.program = program;
    this.exports = program.exports;
    const begin = { file: program.files.at(-1).file, line: 1, column: 1 };
    this.fuel = new Meter(cells, program.checkpoints, (position) => this.lineFrom(position ?? begin));
    const { evaluate, intrinsics } = newCompartment();
    this.globals = new Globals(intrinsics);
    this.modules = program.files.map((file) => ({
      file,
      run: evaluate(file.code),
      globals: file.parameters.slice(RUNTIME_NAMES.length)
    }));
  }
  start(environment, library) {
    const started = { modules: [] };
    registerFiles(this.program.files);
    const loads = this.fuel.stopped === void 0;
    if (loads) this.fuel.refill(LOAD_STEPS);
    for (const module of this.modules) started.modules.push(this.load(module, started, environment, library));
    const { exports } = started.modules.at(-1);
    this.incarnations.set(exports, started);
    for (const value of Object.values(exports)) if (typeof value === "function") this.remember(value, started);
    return exports;
  }
  load({ file, run, globals }, started, environment, library) {
    const imports = file.imports.map((source) => "file" in source ? started.modules[source.file].exports : library[source.library]);
    const register2 = (owner, read) => {
      this.privates.set(owner.prototype, read);
      this.incarnations.set(owner.prototype, started);
    };
    const { fuel } = this;
    const loaded = run(fuel.cells, fuel.stop, fuel.caught, fuel.alive, this.thrown, power, register2, imports, ...this.globals.build(globals, environment));
    return { exports: Object.freeze(loaded.exports), bindings: loaded.bindings };
  }
  remember(value, started) {
    this.incarnations.set(value, started);
    const prototype = Object.getOwnPropertyDescriptor(value, "prototype")?.value;
    if (typeof prototype === "object" && prototype !== null) this.incarnations.set(prototype, started);
  }
  thrown = (id, value) => {
    this.lastThrow = { value, range: this.program.throws[id] };
    return value;
  };
  here() {
    return currentPositions()[0];
  }
  describeError(thrown) {
    const { lastThrow } = this;
    const message = this.textOfError(thrown);
    const range = this.rangeOf(thrown, lastThrow);
    return range === void 0 ? { message } : { message, range };
  }
  textOfError(thrown) {
    this.noteOverflow(thrown);
    return messageOf2(thrown);
  }
  noteOverflow(thrown) {
    try {
      this.fuel.isOverflow(thrown);
    } catch {
    }
  }
  rangeOf(thrown, lastThrow) {
    try {
      const [position] = typeof thrown === "object" && thrown !== null ? positionsOf(thrown) : [];
      if (position !== void 0) return this.lineFrom(position);
    } catch {
    }
    return lastThrow !== void 0 && Object.is(lastThrow.value, thrown) ? lastThrow.range : void 0;
  }
  lineFrom({ file, line, column }) {
    const compiled = this.program.files.find((candidate) => candidate.file === file);
    const endColumn = Math.max(column + 1, compiled?.endColumn(line) ?? 0);
    return { file, startLineNumber: line, startColumn: column, endLineNumber: line, endColumn };
  }
  stateOf(instance) {
    const state = {};
    const add = (name, value) => {
      if (typeof value !== "function") state[name] = snapshot(value);
    };
    let started = this.incarnations.get(instance);
    if (started === void 0 || !started.modules.some((module) => module.exports === instance)) addOwnData(instance, add);
    for (let prototype = Object.getPrototypeOf(instance); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
      started ??= this.incarnations.get(prototype);
      this.privates.get(prototype)?.(instance, add);
    }
    for (const { bindings } of started?.modules ?? []) for (const name of Object.keys(bindings)) add(name, bindings[name]);
    return state;
  }
};
function addOwnData(instance, add) {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(instance))) {
    if ("value" in descriptor && descriptor.enumerable === true) add(name, descriptor.value);
  }
}
function messageOf2(thrown) {
  try {
    if (typeof thrown === "object" && thrown !== null && thrown instanceof Error) return String(thrown);
    return `threw ${inspect(thrown)}, which is not an Error`;
  } catch {
    return "threw a value that cannot be shown";
  }
}
var REMOVED = ["eval", "Function", "Compartment", "lockdown", "harden", "escape", "unescape", "TextEncoder", "TextDecoder"];
function newCompartment() {
  if (!isLocked()) return { evaluate: (code) => (0, eval)(code), intrinsics: globalThis };
  const compartment = new Compartment();
  const intrinsics = compartment.globalThis;
  for (const name of REMOVED) delete intrinsics[name];
  Object.freeze(intrinsics);
  const allowed = { __evadeHtmlCommentTest__: true, __evadeImportExpressionTest__: true, __rejectSomeDirectEvalExpressions__: false };
  return { evaluate: (code) => compartment.evaluate(code, allowed), intrinsics };
}

// src/runner/striptypes.ts
import { transformSync } from "amaro";
var stripTypes = (text2, mode) => {
  try {
    const { code, map } = transformSync(text2, mode === "strip" ? { mode: "strip-only" } : { mode: "transform", sourceMap: true });
    return mode === "transform" && map !== void 0 ? { ok: true, code, map } : { ok: true, code };
  } catch (error) {
    const { code, message, startLine, startColumn, endLine, endColumn } = error;
    if (typeof startLine !== "number") throw error;
    const start = { line: startLine, column: startColumn + 1 };
    return { ok: false, unsupported: code === "UnsupportedSyntax", message, start, end: { line: endLine, column: endColumn + 1 } };
  }
};

// test/kits/run.ts
var libraries = Object.fromEntries(Object.entries(libraryFor(() => {
})).map(([name, values]) => [name, Object.keys(values)]));
async function runProgram(scenario2, text2, { seed = 1, mode = "explore" } = {}) {
  const compiled = compileAttempt({ file: "/exercise.ts", entry: "exercise.ts", files: { "exercise.ts": text2 } }, { mode, stripTypes, libraries });
  assert.ok(compiled.ok, JSON.stringify(compiled));
  const attempt = createAttempt(compiled.program);
  let finished2;
  const steps = runAll([() => new Run(scenario2, attempt, { seed, mode })], attempt, { kind: "batch", worlds: 1 }, { take: () => [] }, (run) => {
    finished2 = run.finish();
  });
  while (!steps.next().done) await new Promise((resolve) => {
    setImmediate(resolve);
  });
  assert.equal(finished2.fatal, void 0);
  assert.equal(finished2.stuck, void 0);
  return finished2;
}

// ../../../tmp/p67/prof66.ts
var text = readFileSync("/work/wt/relc/lessons/06-reliability/06-backpressure/solution.ts", "utf8");
var only = process.argv[2];
for (const s of scenarios_default.scenarios) {
  if (only && s.id !== only) continue;
  const t0 = process.cpuUsage().user;
  let ms = 0;
  let ops = 0;
  for (let seed = 1; seed <= 4; seed++) {
    const run = await runProgram(s, text, { seed });
    ops += run.record.operations.length;
    const c0 = performance.now();
    for (const d of s.always) d.check(run.record);
    for (const m of s.measure) m.of(run.record);
    ms += performance.now() - c0;
  }
  console.log(s.id, "cpu ms/run", ((process.cpuUsage().user - t0) / 6e3).toFixed(0), "checks wall ms/run", (ms / 6).toFixed(0), "ops", ops / 6);
}
