// scenario: crash-after-commit
// message: and it never was
import type { Command, DbCtx } from '../contract';

export async function place(_ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  return { orderId: command.orderId };
}

export async function relay(): Promise<void> {}
