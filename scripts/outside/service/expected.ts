import { instant } from './instant.ts';
import { type Service, Unavailable } from './service.ts';

/** A maintenance that somebody declared; `until` in milliseconds since 1970. */
export interface Declared {
  readonly reason: string;
  readonly until: number;
}

/**
 * The same service, left alone while maintenance is declared for the address that is asked: then nothing is sent, and
 * `Unavailable` says why and until when. The declaration is looked up at each call, so it ends by itself.
 */
export const duringMaintenance = (
  service: Service,
  lookup: (url: string) => Declared | undefined,
): Service => ({
  name: service.name,
  ask: async (url, ask) => {
    const declared = lookup(url);
    if (declared === undefined) return service.ask(url, ask);
    const end = instant(declared.until);
    throw new Unavailable({
      silence: 'maintenance',
      what: `${service.name} is in maintenance until ${end}: ${sentence(declared.reason)}`,
      fix: `Run this again after ${end}, or take the entry out of \`verify.maintenance\` if it is over.`,
      until: declared.until,
    });
  },
});

/** People write a reason with or without a full stop, and sometimes in several lines. */
const sentence = (reason: string): string => {
  const line = reason.replace(/\s+/g, ' ').trim();
  return /[.!?…]$/.test(line) ? line : `${line}.`;
};

/** The same service just after a rollout: until then, in milliseconds since 1970, being down is expected of it. */
export const withGrace = (service: Service, until: number): Service => ({
  name: service.name,
  ask: (url, ask) => service.ask(url, { grace: until, ...ask }),
});
