import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { checkCredentialFields, credentialType, parseMrz } from '#electoral/identifiers';
import {
  credentialBack,
  credentialFront,
  findPerson,
  inventedPerson,
  livePhoto,
  signatureImage,
  unregisteredPerson,
  writeCameraFile,
} from './index.js';

describe('fictitious people and their specimen credentials', () => {
  it.each(['C', 'D', 'E', 'F', 'G', 'H'] as const)('have a front and a back of type %s', async (type) => {
    const person = findPerson((one) => one.credentialType === type);
    for (const image of [await credentialFront(person), await credentialBack(person, { tilt: 1.5 })]) {
      expect(await sharp(image).metadata()).toMatchObject({ format: 'jpeg', width: 1920, height: 1080 });
    }
  });

  it('have an MRZ with correct check digits from type D on', () => {
    for (let index = 0; index < 200; index += 1) {
      const person = inventedPerson(index);
      if (person.mrz)
        expect(parseMrz(person.mrz)).toMatchObject({ ok: true, fields: { cic: person.cic, ocr: person.ocr } });
      else expect(person.credentialType).toBe('C');
    }
  });

  it('have fields that pass the checks of their credential type', () => {
    for (let index = 0; index < 200; index += 1) {
      const {
        claveElector,
        curp,
        cic,
        ocr,
        identificadorCiudadano,
        numeroEmision,
        credentialType: key,
        seccion,
        sexo,
      } = inventedPerson(index);
      const type = credentialType(key);
      expect(
        type &&
          checkCredentialFields(type, {
            claveElector,
            curp,
            cic,
            ocr,
            identificadorCiudadano,
            numeroEmision,
            seccion,
            sexo,
          }),
      ).toEqual([]);
    }
  });

  it('are drawn the same way each time, and differently from one another', async () => {
    const [photo, again, other] = await Promise.all([
      livePhoto(inventedPerson(1)),
      livePhoto(inventedPerson(1)),
      livePhoto(unregisteredPerson(1)),
    ]);
    expect(photo.equals(again)).toBe(true);
    expect(photo.equals(other)).toBe(false);
  });

  it('can be written to a file for the camera input of a browser', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'camera-'));
    const path = join(folder, 'camera.mjpeg');
    await writeCameraFile(path, [await livePhoto(inventedPerson(1)), await signatureImage(inventedPerson(1))], 2);
    expect((await stat(path)).size).toBeGreaterThan(50_000);
    await rm(folder, { recursive: true });
  });
});
