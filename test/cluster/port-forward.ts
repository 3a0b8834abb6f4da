import { type ChildProcess, spawn } from 'node:child_process';
import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { oneLine } from '../../scripts/show/escape.ts';

/** A service of the cluster, and the ports; `here` 0 takes one that is free. */
export interface Tunnel {
  readonly context: string;
  readonly namespace: string;
  readonly service: string;
  readonly here: number;
  readonly there: number;
}

const PATIENCE = 30_000;

/**
 * Does something while a port of this machine leads to a service of the cluster. kubectl gives up when a pod goes away;
 * the tunnel is then dug again, because what goes through it lasts for minutes. Throws when it cannot be dug at all.
 */
export const throughTunnel = async <T>(tunnel: Tunnel, act: (port: number) => Promise<T>): Promise<T> => {
  let wanted = true;
  let child: ChildProcess | undefined;
  const dig = async (here: number): Promise<number> => {
    const digger = start({ ...tunnel, here });
    child = digger;
    const port = await opened(digger, tunnel);
    digger.once('close', () => {
      if (wanted) setTimeout(() => wanted && void dig(port).catch(() => undefined), 500);
    });
    return port;
  };
  const port = await dig(tunnel.here);
  try {
    return await act(port);
  } finally {
    wanted = false;
    child?.kill();
  }
};

const start = ({ context, namespace, service, here, there }: Tunnel): ChildProcess =>
  spawn(
    'kubectl',
    [
      `--context=${context}`,
      `--namespace=${namespace}`,
      'port-forward',
      `service/${service}`,
      `${here || ''}:${there}`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );

const opened = (child: ChildProcess, { namespace, service }: Tunnel): Promise<number> =>
  new Promise((resolve, reject) => {
    let text = '';
    const fail = (): void => {
      child.kill();
      reject(
        new Failure({
          code: 'no-tunnel',
          exit: EXIT.outside,
          what: `No port leads to ${service} in ${namespace}: ${oneLine(text) || 'kubectl said nothing'}`,
          fix: `See whether it runs: \`kubectl --namespace ${namespace} get pods\`. Then run this step again.`,
        }),
      );
    };
    const timer = setTimeout(fail, PATIENCE);
    const hear = (chunk: Buffer): void => {
      text += chunk.toString('utf8');
      const [, port] = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(text) ?? [];
      if (port === undefined) return;
      clearTimeout(timer);
      child.off('close', fail);
      resolve(Number(port));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', fail);
    child.once('close', fail);
    child.once('close', () => clearTimeout(timer));
  });
