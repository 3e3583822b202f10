import { availableParallelism } from 'node:os';

/** Results in the order of the items; `most` at a time, absent: as many as the machine has processors. */
export async function inParallel<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>, most = availableParallelism()): Promise<Result[]> {
  const results: Result[] = [];
  const open = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of open) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}
