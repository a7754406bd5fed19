import { Logger } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import type { Clock } from '../clock/clock.js';
import type { AppConfig } from '../config/config.js';

const REPEAT_MS = 10 * 60_000;

/**
 * Logs proxy settings that do not match TRUSTED_PROXIES and PUBLIC_URL, each fault at most every ten minutes.
 * Readiness does not depend on them, because uploads work without them.
 */
export function logProxySettings(config: AppConfig, clock: Clock, logger = new Logger('Proxy')): RequestHandler {
  const expectsTls = config.publicUrl.startsWith('https:');
  const logged = new Map<string, number>();
  return (request, _response, next) => {
    const fault = faultOf(request, expectsTls);
    const now = clock.now().getTime();
    if (fault && now - (logged.get(fault.kind) ?? -Infinity) >= REPEAT_MS) {
      logged.set(fault.kind, now);
      logger.error(fault.message);
    }
    next();
  };
}

interface Fault {
  readonly kind: string;
  readonly message: string;
}

type TrustedAt = (address: string, hop: number) => boolean;

function faultOf(request: Request, expectsTls: boolean): Fault | undefined {
  const peer = request.socket.remoteAddress ?? '';
  const isTrusted = (request.app.get('trust proxy fn') as TrustedAt)(peer, 0);
  const { 'x-forwarded-for': forwardedFor, 'x-forwarded-proto': proto } = request.headers;
  const addresses = forwardedFor === undefined ? [] : String(forwardedFor).split(',');
  if (!isTrusted) {
    if (addresses.length === 0 && proto === undefined) return undefined;
    return {
      kind: 'untrusted',
      message:
        `X-Forwarded-For and X-Forwarded-Proto from ${peer} are ignored, because TRUSTED_PROXIES does not contain it. ` +
        'If it is your proxy, add it: until then nobody can sign in, and all clients share one rate limit.',
    };
  }
  // Health checks come from the machine itself.
  if (!expectsTls || request.path.startsWith('/health/')) return undefined;
  if (proto !== 'https') {
    return {
      kind: 'proto',
      message: `The proxy ${peer} does not send 'X-Forwarded-Proto: https'. Nobody can sign in until it does.`,
    };
  }
  if (addresses.length === 0) {
    return {
      kind: 'no-address',
      message: `The proxy ${peer} does not send X-Forwarded-For. All clients share one rate limit until it does.`,
    };
  }
  if (addresses.length > request.ips.length) {
    return {
      kind: 'appends',
      message: `The proxy ${peer} appends to the client's X-Forwarded-For. It must overwrite it.`,
    };
  }
  return undefined;
}
