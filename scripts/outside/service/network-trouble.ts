import { EXIT, Failure } from '../failure.ts';
import type { Silent } from './attempt.ts';

/** Nothing was sent: no connection came to be. Every other trouble leaves open what the service has done. */
const UNSENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to its network',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came to be in time',
};

const CUT: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped in the middle',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
};

const CERTIFICATE = /CERT|SIGNATURE|ISSUER|SELF_SIGNED|ALTNAME/;

/** Puts what `fetch` threw into words. They are ours, because those of the platform may repeat what was sent. */
export const networkTrouble = (error: unknown): Silent => {
  const code = codeOf(error);
  const unsent = UNSENT[code];
  if (unsent !== undefined) return { silence: 'refused', why: unsent, cause: error };
  if (CERTIFICATE.test(code))
    return {
      silence: 'broken',
      why: `its certificate is not trusted (${code})`,
      fix: 'Mend the certificate, or name the file of the authority that signed it in NODE_EXTRA_CA_CERTS.',
      final: true,
    };
  if (isBadPort(error))
    return {
      silence: 'broken',
      why: 'its port belongs to another protocol, and `fetch` refuses it',
      fix: 'Mend the port of the address.',
      final: true,
    };
  return { silence: 'broken', why: CUT[code] ?? 'what came is no whole HTTP answer', cause: error };
};

/** The Fetch standard blocks ports of other protocols ("bad port"); the platform has no code for it. */
const isBadPort = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port';

/** `fetch` hides the reason below one or two causes, and several attempts at one host below `errors`. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
};

/** A question that can never be sent, for a reason that lies with us. */
export const unsendable = (why: string): Failure =>
  new Failure({
    code: 'unsendable',
    exit: EXIT.usage,
    what: `The question cannot be sent: ${why}.`,
    fix: 'Mend the address, or the variable that the header comes from, and run this again.',
  });
