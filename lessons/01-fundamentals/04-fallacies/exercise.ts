import type { Dep, Found, Lookup, Service } from 'faultlab';
import type { BasketRequest, Item, ItemsAnswer, ItemsRequest } from './contract';

interface Deps {
  readonly names: Dep<Lookup, Found>;
  readonly items: Service<ItemsRequest, ItemsAnswer>;
}

let address: string | undefined;

/** The items of one basket, with title and price. The page waits for 2 s. */
export async function getBasket({ itemIds }: BasketRequest, { names, items }: Deps): Promise<Item[]> {
  // TODO: works on the developer's machine. What does each line take for granted?
  address ??= (await names.call({ service: 'items' })).addresses[0]!;
  const basket: Item[] = [];
  for (const id of itemIds) {
    const answer = await items.at(address).call({ ids: [id] });
    basket.push(...answer.items);
  }
  return basket;
}
