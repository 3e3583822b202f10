/** A member of the cluster. */
export interface Member {
  /** Unique. `cache-07`, an address, a UUID: nothing can be read out of it. */
  readonly id: string;
  /** What it can bear against the others: one of weight 2 has to hold twice what one of weight 1 holds. At least 1. */
  readonly weight: number;
  /** The building it stands in: what burns down together. */
  readonly zone: string;
}

/** Where keys live, as one router sees it. A new list of members means a new instance. */
export interface KeyPlacement {
  /**
   * The ids of the members that hold a key, `copies` of them, the primary first. No member twice, and no zone twice:
   * nobody asks for more copies than there are zones.
   */
  owners(key: string, copies: number): string[];
}
