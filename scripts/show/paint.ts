import pico from 'picocolors';

/** Colours by meaning. Without colour every function answers its text unchanged. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly wait: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** Whether colour is wanted is decided by whoever knows the terminal, never here. */
export const paint = (color: boolean): Paint => {
  const { green, red, yellow, bold, dim } = pico.createColors(color);
  return { good: green, bad: red, wait: yellow, strong: bold, faint: dim };
};
