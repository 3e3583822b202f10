// scenario: sunny
// message: had not come when its user left
import type { Asked, Deps, Page } from '../contract';

export function productPage(_asked: Asked, _deps: Deps): Promise<Page> {
  return new Promise(() => {});
}
