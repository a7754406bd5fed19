import type { Picture } from '../reading/image.js';
import type { FaceFault } from './judge-face.js';

/** What the page asks its worker. */
export interface FaceQuestion {
  readonly id: number;
  readonly picture: Picture;
}

/** `failed`: the model could not be loaded, or the check itself broke. */
export type FaceAnswer =
  { readonly id: number; readonly fault: FaceFault | undefined } | { readonly id: number; readonly failed: true };
