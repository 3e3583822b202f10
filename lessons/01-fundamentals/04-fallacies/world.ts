import { constant, Services, times, type Built, type ServerSpec, type Stage } from 'faultlab/author';
import type { BasketRequest, Item, ItemsAnswer, ItemsRequest } from './contract';
import { IN_BASKET, ITEM_BYTES, itemOf, ITEMS, PROMO, PROMO_TITLE, ROUND_TRIP_MS, WHOLE_BYTES } from './world/goods.ts';
import { BasketPictures } from './world/picture.ts';

export const SHOP = 'shop';
export const INSTANCES = ['items-1', 'items-2', 'items-3'] as const;
export const PATIENCE_MS = 2_000;
const SERVICE_MS = 5;
const TTL_MS = 10_000;
/** 10 Mbit/s. */
const LINE_BYTES_PER_SECOND = 1_250_000;
const NEEDED: readonly string[] = ['id', 'title', 'priceCents'] satisfies (keyof Item)[];

export interface Traffic {
  readonly perSecond: number;
  readonly lastsMs: number;
  /** Time of the shop's core that a call takes; absent: none. */
  readonly callMs?: number;
}

/** A shop whose one process asks `items`, three instances behind names; baskets come at regular intervals, a little shifted. */
export function shop(stage: Stage, { perSecond, lastsMs, callMs }: Traffic): Built {
  const { random } = stage;
  const services = new Services(stage, { linkMs: ROUND_TRIP_MS / 2, noun: 'basket' });
  for (const id of INSTANCES) services.server(id, instance(answerOf));
  services.server(PROMO, instance(bannerOf));
  services.service('items', Object.fromEntries(INSTANCES.map((id, index) => [`10.0.0.${index + 1}`, id])));
  services.resolver('names', { serviceMs: constant(1), ttlMs: TTL_MS });
  services.processes([SHOP], { handler: 'getBasket', deps: ['names', 'items'], ...(callMs === undefined ? {} : { callMs }) });
  services.narrow(SHOP, LINE_BYTES_PER_SECOND);
  const pictures = stage.world.pictures && new BasketPictures(stage.world, stage.world.pictures, IN_BASKET * ITEM_BYTES);
  const everyMs = 1_000 / perSecond;
  const instants = Array.from({ length: Math.floor(lastsMs / everyMs) }, (_, index) => (index + random.next()) * everyMs);
  times(stage, instants, index => {
    const request: BasketRequest = { itemIds: someIds(stage) };
    const askedUs = stage.world.nowUs;
    services.ask(SHOP, { number: index + 1, f: 'getBasket', request, timeoutMs: PATIENCE_MS, done: heard => pictures?.ended({ number: index + 1, ids: request.itemIds, tookMs: (stage.world.nowUs - askedUs) / 1_000, heard }) });
  });
  services.start();
  const endMs = lastsMs + PATIENCE_MS + 500;
  services.chartTogether([...INSTANCES, PROMO], endMs);
  return { endMs };
}

function someIds({ random }: Stage): string[] {
  const ids = new Set<string>();
  while (ids.size < IN_BASKET) ids.add(`i-${random.integer(0, ITEMS - 1)}`);
  return [...ids];
}

function instance(answer: (request: ItemsRequest) => ItemsAnswer): ServerSpec {
  return {
    workers: 100, queue: 1_000, method: 'items', serviceMs: constant(SERVICE_MS),
    answer: request => answer(request as ItemsRequest),
    payload: {
      bytesOf: answer => (answer as ItemsAnswer).items.reduce((bytes, item) => bytes + ('pictures' in item ? WHOLE_BYTES : ITEM_BYTES), 0),
      amountOf: request => idsOf(request as ItemsRequest).length,
      tampered: answer => tampered(answer as ItemsAnswer),
    },
  };
}

const idsOf = ({ ids }: ItemsRequest): readonly string[] => (Array.isArray(ids) ? ids.map(String) : []);

function answerOf(request: ItemsRequest): ItemsAnswer {
  const { fields } = request;
  const wanted = Array.isArray(fields) && fields.every(field => NEEDED.includes(field)) ? fields : undefined;
  return { service: 'items', signatureOk: true, items: idsOf(request).flatMap(id => itemOf(id) ?? []).map(item => (wanted ? only(item, wanted) : { ...item, text: '…', pictures: '…' })) };
}

const only = (item: Item, fields: readonly string[]): Item => Object.fromEntries(Object.entries(item).filter(([field]) => fields.includes(field))) as unknown as Item;

const bannerOf = (request: ItemsRequest): ItemsAnswer => ({ service: 'promo', signatureOk: true, items: idsOf(request).map(id => ({ id, title: PROMO_TITLE, priceCents: 0 })) });

const tampered = (answer: ItemsAnswer): ItemsAnswer => ({ ...answer, signatureOk: false, items: answer.items.map((item, index) => (index === 0 ? { ...item, priceCents: 1 } : item)) });
