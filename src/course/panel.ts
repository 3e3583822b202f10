/** How many seeds a scenario is run on: fewer when hidden ones cost more. */
export interface Panel {
  readonly visible: number;
  readonly hidden: number;
}

export const light: Panel = { visible: 50, hidden: 200 };
export const medium: Panel = { visible: 20, hidden: 60 };
export const heavy: Panel = { visible: 12, hidden: 24 };

/** The seeds of a panel: 1, 2, 3, … */
export const seedsOf = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
