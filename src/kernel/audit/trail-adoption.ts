import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

/** A provider of a context that, on adoption, records the facts that an earlier release did not record. */
export abstract class TrailAdoption {
  /**
   * @param reason given by the operator.
   * @returns how many facts were recorded.
   */
  abstract adopt(reason: string): Promise<number>;
}

/** Runs the adoptions of all contexts. */
@Injectable()
export class TrailAdoptions {
  constructor(private readonly discovery: DiscoveryService) {}

  async adopt(reason: string): Promise<number> {
    const instances = new Set(this.discovery.getProviders().map(({ instance }) => instance as unknown));
    let adopted = 0;
    for (const instance of instances) if (instance instanceof TrailAdoption) adopted += await instance.adopt(reason);
    return adopted;
  }
}
