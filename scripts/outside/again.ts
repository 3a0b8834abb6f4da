import { ForgeError } from './failure.ts';

/**
 * Works until nothing changes under it: after a conflict everything is decided anew from what is there now. Waits a
 * little longer each time and never the same for two processes, so that many pipelines at once all get through.
 */
export const againOnConflict = async <T>(attempts: number, work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const again = error instanceof ForgeError && error.trouble === 'conflict' && attempt < attempts;
      if (!again) throw error;
      await pause(Math.random() * Math.min(2000, 50 * 2 ** attempt));
    }
  }
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
