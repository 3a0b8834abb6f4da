/**
 * Formats that Kubernetes gives its fields, in the form in which the compiled models ask for them. In the place of those
 * of `@kubernetes-models/validate`, which bring a parser of mail addresses with them.
 */
const text = (pattern: RegExp): { validate: (value: string) => boolean } => ({
  validate: (value) => pattern.test(value),
});

const whole = (bits: number): { validate: (value: number) => boolean } => ({
  validate: (value) => Number.isInteger(value) && value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1),
});

/** By name. Base64 may be folded into lines; a quantity is a number with a suffix (apimachinery, resource.Quantity). */
export const formats = {
  byte: text(/^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/),
  'date-time': text(/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/),
  double: { validate: (): boolean => true },
  int32: whole(32),
  int64: whole(64),
  quantity: { validate: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/ },
};
