/** What the page needs of an item. Whole items hold much more. */
export interface Item {
  readonly id: string;
  readonly title: string;
  readonly priceCents: number;
}

/** What `items` is asked. */
export interface ItemsRequest {
  readonly ids: readonly string[];
  /** Names of fields; absent: whole items, with texts and pictures. */
  readonly fields?: readonly string[];
}

/** What comes back with status 200. */
export interface ItemsAnswer {
  /** Who has answered. */
  readonly service: string;
  /** Whether the answer is as its sender signed it. */
  readonly signatureOk: boolean;
  readonly items: readonly Item[];
}

export interface BasketRequest {
  /** 30 different ids. */
  readonly itemIds: readonly string[];
}
