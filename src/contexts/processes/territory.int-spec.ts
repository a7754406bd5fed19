import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { inventedTerritoryFile } from '../../../test/builders/index.js';
import { anonymous, systemActor, type Actor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  FindSeccion,
  GetTerritoryCatalogue,
  ListLocalDistricts,
  ListMunicipalities,
  LoadTerritory,
  territoryLines,
} from './index.js';
import { ProcessesModule } from './processes.module.js';

const operator = systemActor('operator');
const anyone = anonymous();
const official = (entidad: string): Actor => ({ ...operator, kind: 'official', id: 'o', scope: { entidad } });

describe('the catalogue of territory on a real database (§5.A, §5.C)', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;

  beforeAll(async () => {
    context = await contextModule([ProcessesModule], {}, '2027-01-05T18:00:00Z');
    dispatcher = context.module.get(Dispatcher);
  });
  afterAll(() => context.close());

  const load = (actor: Actor, validFrom: string, nombreMunicipio: string, secciones: readonly string[]) =>
    dispatcher.run(
      actor,
      new LoadTerritory({
        file: [
          ...territoryLines(
            { catalogue: nombreMunicipio, validFrom, source: 'DERFE' },
            secciones.map((seccion) => ({
              entidad: '14',
              municipio: '039',
              nombreMunicipio,
              seccion,
              distritoLocal: '08',
              distritoFederal: '02',
            })),
          ),
        ].join('\n'),
      }),
    );

  it('tells an entidad without a catalogue from a sección that is not there', async () => {
    expect(await dispatcher.ask(anyone, new GetTerritoryCatalogue({ entidad: '22' }))).toBeNull();
    expect(await dispatcher.ask(anyone, new FindSeccion({ entidad: '22', seccion: '0412' }))).toBeNull();
    expect(await dispatcher.ask(anyone, new ListMunicipalities({ entidad: '22' }))).toEqual([]);
  });

  it('answers municipalities, districts and where a sección lies', async () => {
    const loaded = await dispatcher.run(operator, new LoadTerritory({ file: inventedTerritoryFile() }));
    expect(loaded.entidades).toEqual([{ entidad: '22', municipalities: 18, sections: 900 }]);
    expect(await dispatcher.ask(anyone, new GetTerritoryCatalogue({ entidad: '22' }))).toMatchObject({ sections: 900 });
    const municipalities = await dispatcher.ask(anyone, new ListMunicipalities({ entidad: '22' }));
    expect(municipalities).toHaveLength(18);
    expect(municipalities[0]).toEqual({ key: '001', name: 'Amealco de Bonfil' });
    expect(municipalities).toContainEqual({ key: '014', name: 'Querétaro' });
    for (const seccion of ['0412', '412']) {
      expect(await dispatcher.ask(anyone, new FindSeccion({ entidad: '22', seccion }))).toEqual({
        municipalityKey: '014',
        municipalityName: 'Querétaro',
        localDistrict: '07',
        federalDistrict: '03',
      });
    }
    expect(await dispatcher.ask(anyone, new FindSeccion({ entidad: '22', seccion: '0901' }))).toBeNull();
    const districts = await dispatcher.ask(anyone, new ListLocalDistricts({ entidad: '22' }));
    expect(districts).toHaveLength(15);
    expect(districts[6]).toEqual({ key: '07', sections: 60, municipalities: ['Peñamiller', 'Querétaro'] });
  });

  it('changes nothing when the same file comes twice', async () => {
    const again = await dispatcher.run(operator, new LoadTerritory({ file: inventedTerritoryFile() }));
    expect(again.entidades).toEqual([]);
  });

  it('holds from the day its file names, and a correction of the same day before what it corrects', async () => {
    const name = async (): Promise<string | undefined> =>
      (await dispatcher.ask(anyone, new FindSeccion({ entidad: '14', seccion: '0001' })))?.municipalityName;
    await load(operator, '2027-01-01', 'Guadalajar', ['0001']);
    context.clock.advance(1000);
    await load(operator, '2027-01-01', 'Guadalajara', ['0001']);
    await load(operator, '2027-02-01', 'Guadalajara Nueva', ['0001']);
    expect(await name()).toBe('Guadalajara');
    context.clock.set('2027-02-01T05:59:59Z');
    expect(await name()).toBe('Guadalajara');
    context.clock.set('2027-02-01T06:00:00Z');
    expect(await name()).toBe('Guadalajara Nueva');
  });

  it('is loaded by DERFE and the operator, never by an OPL', async () => {
    await expect(load(official('14'), '2027-03-01', 'Ajeno', ['0001'])).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
    expect((await load(official('*'), '2027-03-01', 'Propio', ['0001'])).entidades).toHaveLength(1);
  });

  it('takes an entidad of 6,500 sections at once', async () => {
    const secciones = Array.from({ length: 6500 }, (_, index) => String(index + 1).padStart(4, '0'));
    expect(await load(operator, '2027-04-01', 'Grande', secciones)).toMatchObject({
      entidades: [{ entidad: '14', municipalities: 1, sections: 6500 }],
    });
  });
});
