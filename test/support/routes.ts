import type { Type } from '@nestjs/common';
import { SignInModule } from '../../src/api/sign-in/sign-in.module.js';
import { CONTEXTS } from '../../src/app.module.js';
import { routesOf, type Route } from '../../src/kernel/http/route-access.js';
import { PortalModule } from '../../src/portal/portal.module.js';

/** The routes of every controller, available before the application starts. */
export function controllerRoutes(): Route[] {
  return [...CONTEXTS, SignInModule, PortalModule]
    .flatMap((module) => (Reflect.getMetadata('controllers', module) ?? []) as Type[])
    .flatMap(routesOf);
}
