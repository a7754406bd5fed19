export interface ProductionPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly deprecated: string | undefined;
}
export function productionPackages(): readonly ProductionPackage[];
export function licencePage(): string;
