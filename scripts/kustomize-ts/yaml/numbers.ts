/** A finite float as Go's strconv prints it with format `g` and the fewest digits: 1e-07, 1.5, 1.23456789e+08. */
export const shortFloat = (value: number): string => {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
};

/** A finite float as Go's encoding/json writes it: without an exponent between 1e-6 and 1e21. */
export const jsonFloat = (value: number): string => {
  if (Object.is(value, -0)) return '-0';
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-6 && size < 1e21) ? String(value) : value.toExponential();
};

/**
 * A number as it stands in the output: Go writes it as JSON, go-yaml v2 reads that, and writes it again. So whole
 * numbers lose their point, and those that fit no 64 bits become floats.
 */
export const numberText = (value: number): string => {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return shortFloat(value);
  return integerText(BigInt(jsonFloat(value)));
};

/** An integer in the output: as a float where it fits no 64 bits. */
export const integerText = (value: bigint): string =>
  value < 2n ** 64n && value >= -(2n ** 63n) ? String(value) : shortFloat(Number(value));

/** An integer as a number where a number is exact. */
export const exactInteger = (value: bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

/** A float in the fewest digits that tell it from other floats of 32 bits. */
export const shortFloat32 = (value: number): string => {
  const wanted = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(wanted.toPrecision(digits));
    if (Math.fround(shorter) === wanted) return shortFloat(shorter);
  }
  return shortFloat(Number(wanted.toPrecision(9)));
};
