import { $ } from 'zx/core';

/** Single quotes keep everything but themselves, in every POSIX shell (XCU 2.2.2). */
const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** zx finds bash or fails at its first call. Small images have Node, Git and only the shell that POSIX promises. */
if ($.shell === true && process.platform !== 'win32')
  Object.assign($, { shell: '/bin/sh', prefix: '', postfix: '', quote });

/** zx's `$`, which runs programs and quotes each interpolated value, with bash or without. */
export { $ };
