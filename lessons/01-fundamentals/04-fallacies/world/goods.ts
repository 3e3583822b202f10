import type { Item } from '../contract';

/** A server of another service. */
export const PROMO = 'promo';
export const PROMO_TITLE = 'Promo banner';
export const ROUND_TRIP_MS = 40;
export const IN_BASKET = 30;
/** What the page needs of one item, and a whole one. */
export const ITEM_BYTES = 200;
export const WHOLE_BYTES = 40_000;

const GOODS = ['Kettle', 'Lamp', 'Teapot', 'Stool', 'Clock', 'Rug', 'Mirror', 'Vase', 'Shelf', 'Pillow'];
const COLOURS = ['red', 'blue', 'green', 'grey', 'white', 'black', 'yellow', 'brown', 'pink', 'plain'];
export const ITEMS = 300;

const CATALOGUE: ReadonlyMap<string, Item> = new Map(Array.from({ length: ITEMS }, (_, n) => {
  const id = `i-${n}`;
  return [id, { id, title: `${GOODS[n % 10]}, ${COLOURS[Math.floor(n / 10) % 10]}`, priceCents: 499 + ((n * 7_919) % 9_000) }];
}));

/** As the items team has it. Undefined: there is no such item. */
export const itemOf = (id: string): Item | undefined => CATALOGUE.get(id);

export const isPromo = ({ title }: Item): boolean => title === PROMO_TITLE;
