/** Plain data, as JSON has it. Integers beyond 2^53 are kept as bigint. */
export type Json = null | boolean | string | number | bigint | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
