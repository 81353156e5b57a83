/** An indicator as `createIndicators` takes it: created, or merged into the one with the same value and type. */
export interface NewIndicator {
  value: string;
  type: string;
  /** 0 unknown, 1 good, 2 suspicious, 3 bad. */
  score: number;
  fields: Record<string, unknown>;
  rawJSON: Record<string, unknown>;
}
