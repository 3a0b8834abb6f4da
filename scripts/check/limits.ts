/** No file is read that is longer: 1 MiB. Nobody reviews one, and a reader may run out of time or memory. */
export const LARGEST = 1024 * 1024;
