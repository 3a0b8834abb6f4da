/**
 * A number where a text is wanted, as `sigs.k8s.io/yaml` writes it: whole ones in full, others with the few digits
 * that single precision needs (`strconv.FormatFloat(value, 'g', -1, 32)`).
 */
export const numberText = (value: number | bigint): string => {
  if (typeof value === 'bigint' || Number.isInteger(value)) return String(value);
  const single = Math.fround(value);
  const digits = [1, 2, 3, 4, 5, 6, 7, 8].find((count) => isEnough(single, count)) ?? 9;
  const [mantissa = '', power = '0'] = single.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(Number(single.toPrecision(digits)));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
};

const isEnough = (single: number, digits: number): boolean =>
  Math.fround(Number(single.toPrecision(digits))) === single;
