import type { Picture } from '../reading/image.js';
import type { FaceFault } from './face-fault.js';

/** A request from the page to the worker. */
export interface FaceRequest {
  readonly id: number;
  readonly picture: Picture;
}

/** `failed`: the model could not be loaded, or the check threw an error. */
export type FaceAnswer =
  { readonly id: number; readonly fault: FaceFault | undefined } | { readonly id: number; readonly failed: true };
