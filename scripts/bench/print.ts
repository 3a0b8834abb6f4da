/** How the bench prints: one row a figure, and beside it what it is measured against. */

export const say = (text: string): boolean => process.stdout.write(`${text}\n`);

export const row = (label: string, value: string, beside = ''): void =>
  void say(`  ${label.padEnd(52)}${value.padStart(10)}  ${beside}`.trimEnd());

export const ms = (milliseconds: number): string => `${milliseconds.toFixed(milliseconds < 20 ? 1 : 0)} ms`;

export const ratio = (of: number, to: number): string => `${(of / to).toFixed(2)} ×`;
