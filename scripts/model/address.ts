/** Does a host name, as a `URL` gives it, mean this machine? Only there may a token travel unencrypted. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host);
