/** One reading of one electricity meter. */
export interface Row {
  /** Unique for every row. */
  readonly id: string;
  readonly meter: number;
  readonly wattHours: number;
}
