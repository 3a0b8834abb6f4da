/** Told once when the process is asked to end (Ctrl-C, or a service manager); asked a second time, it just dies. */
export const untilStopped = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
};
