import { Injectable, RequestMethod, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

/**
 * Who may call a route.
 *
 * - `open`: anyone; the response has no personal data.
 * - `proof`: the request authenticates the caller (a device's signature, a ticket, a one-time code).
 * - `portal`, `admin`: requires the session of an aspirant or of an official.
 */
export type RouteAccess = 'open' | 'proof' | 'portal' | 'admin';

/** The access rule of a route, or of all routes of a controller. The application does not start if a route has none. */
export const Access = DiscoveryService.createDecorator<RouteAccess>();

export interface Route {
  /** `GET /path/:parameter` */
  readonly address: string;
  readonly access: RouteAccess | undefined;
}

/** The routes of a controller class with their rules. */
export function routesOf(controller: Type): Route[] {
  const prototype = controller.prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    const path = handler && (Reflect.getMetadata(PATH_METADATA, handler) as string | undefined);
    if (handler === undefined || path === undefined) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? '';
    const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string;
    const rule = (Reflect.getMetadata(Access.KEY, handler) ?? Reflect.getMetadata(Access.KEY, controller)) as
      RouteAccess | undefined;
    return [{ address: `${method} /${[prefix, path].map(trimmed).filter(Boolean).join('/')}`, access: rule }];
  });
}

const trimmed = (path: string): string => path.replace(/^\/|\/$/g, '');

/** The routes of all controllers, with their rules. */
@Injectable()
export class Routes implements OnApplicationBootstrap {
  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws if a route has no rule. */
  onApplicationBootstrap(): void {
    const missing = this.all().find(({ access }) => access === undefined);
    if (missing) throw new Error(`${missing.address} has no @Access rule`);
  }

  all(): Route[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => (metatype ? routesOf(metatype as Type) : []));
  }
}
