/** The keys that a cache of limited size holds: the one used longest ago makes room. */
export class Lru {
  private readonly entries: number;
  private readonly keys = new Set<string>();

  constructor(entries: number) {
    this.entries = entries;
  }

  /** Whether it was held; it is from now on. */
  use(key: string): boolean {
    const held = this.keys.delete(key);
    this.keys.add(key);
    if (this.keys.size > this.entries) this.keys.delete(this.keys.values().next().value!);
    return held;
  }
}
