// scenario: ordinary-day
// message: was answered nothing
export async function api(): Promise<void> {}

export async function checkout(): Promise<void> {}
