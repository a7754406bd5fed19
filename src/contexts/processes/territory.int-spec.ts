import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { inventedTerritoryFile } from '../../../test/builders/index.js';
import { anonymous, systemActor, type Actor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  FindSeccion,
  GetTerritoryCatalogue,
  GetTerritoryRows,
  GetOffice,
  ListOfficeChoices,
  ListOffices,
  SetOfficeTerritory,
  SetCapturePeriod,
  SetOfficeKind,
  ListMunicipalities,
  ListTerritoryCatalogues,
  LoadTerritory,
  territoryLines,
} from './index.js';
import type { Official } from '../../admin/official.js';
import type { ListFile } from '../../admin/screen.js';
import type { KernelQuery } from '../../kernel/messaging/specs.js';
import { territoryFile, territoryTemplate } from './admin/territory-files.js';
import { ProcessesModule } from './processes.module.js';
import { addOffice, createProcess } from '../../demonstration/world/index.js';

const operator = systemActor('operator');
const anyone = anonymous();
const official = (entidad: string): Actor => ({ ...operator, kind: 'official', id: 'o', scope: { entidad } });

describe('the territory catalogue (§5.A, §5.C)', () => {
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

  async function download({ load: loadFile }: ListFile, query: Record<string, string> = {}): Promise<string> {
    const reader = {
      now: () => context.clock.now(),
      ask: (asked: KernelQuery<object, unknown>) => dispatcher.ask(operator, asked),
    };
    const { content } = await loadFile(reader as unknown as Official, { recordId: '', query });
    let file = '';
    for await (const chunk of content as AsyncIterable<string>) file += chunk;
    return file;
  }

  it('is null for an entidad for which none is loaded', async () => {
    expect(await dispatcher.ask(anyone, new GetTerritoryCatalogue({ entidad: '22' }))).toBeNull();
    expect(await dispatcher.ask(anyone, new FindSeccion({ entidad: '22', seccion: '0412' }))).toBeNull();
    expect(await dispatcher.ask(anyone, new ListMunicipalities({ entidad: '22' }))).toEqual([]);
  });

  it('returns the municipalities, and the municipality and districts of a sección', async () => {
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
  });

  it('does not change when the same file is loaded twice', async () => {
    const again = await dispatcher.run(operator, new LoadTerritory({ file: inventedTerritoryFile() }));
    expect(again.entidades).toEqual([]);
  });

  it('is in force from the day stated in its file, and a correction for the same day replaces it', async () => {
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

  it('defines the offices that can be added; any other is rejected (§5.A)', async () => {
    const { processId } = await createProcess(dispatcher, operator, { name: 'Proceso' });
    const offered = await dispatcher.ask(official('22'), new ListOfficeChoices({ processId }));
    expect(offered.map(({ key, scope, choices }) => [key, scope, choices?.length])).toEqual([
      ['gubernatura', 'entidad', 0],
      ['diputacion-local', 'local-district', 15],
      ['ayuntamiento', 'municipality', 18],
    ]);
    const add = (kind: string, territory: string) =>
      addOffice(dispatcher, operator, processId, { kind, name: kind, territory });
    await expect(add('ayuntamiento', 'Querétaro')).rejects.toMatchObject({ code: 'PROCESSES.TERRITORY_UNKNOWN' });
    await expect(add('ayuntamiento', '019')).rejects.toMatchObject({ code: 'PROCESSES.TERRITORY_UNKNOWN' });
    await expect(add('diputacion-local', '16')).rejects.toMatchObject({ code: 'PROCESSES.TERRITORY_UNKNOWN' });
    await expect(add('ayuntamiento', '')).rejects.toMatchObject({ code: 'PROCESSES.TERRITORY_MISSING' });
    await expect(add('alcaldia', '014')).rejects.toMatchObject({ code: 'PROCESSES.OFFICE_KIND_UNKNOWN' });
    await add('gubernatura', '');
    await add('diputacion-local', '07');
    const { officeId } = await add('ayuntamiento', '014');
    expect(await dispatcher.ask(anyone, new GetOffice({ officeId }))).toMatchObject({
      scope: 'municipality',
      territory: '014',
      territoryName: 'Querétaro',
    });
    const names = (await dispatcher.ask(anyone, new ListOffices({ processId }))).map((office) => office.territoryName);
    expect(names).toEqual(['', 'Distrito 07', 'Querétaro']);
  });

  it('can replace the free-text territory of an office until its capture starts (§5.A)', async () => {
    context.clock.set('2027-01-05T18:00:00Z');
    const { processId } = await createProcess(dispatcher, operator, { entidad: '09', name: 'Proceso' });
    const { officeId } = await addOffice(dispatcher, operator, processId, {
      kind: 'alcaldia',
      name: 'Alcaldía',
      territory: 'Coyoacán',
    });
    const rows = ['003', '004'].map((municipio, index) => ({
      entidad: '09',
      municipio,
      nombreMunicipio: `Alcaldía ${municipio}`,
      seccion: `000${String(index + 1)}`,
      distritoLocal: '01',
      distritoFederal: '01',
    }));
    const header = { catalogue: 'c', validFrom: '2027-01-01', source: 's' };
    await dispatcher.run(operator, new LoadTerritory({ file: [...territoryLines(header, rows)].join('\n') }));
    const setTerritory = (territory: string) =>
      dispatcher.run(operator, new SetOfficeTerritory({ officeId, territory, reason: 'Se cargó el catálogo' }));
    await expect(setTerritory('Coyoacán')).rejects.toMatchObject({ code: 'PROCESSES.TERRITORY_UNKNOWN' });
    await setTerritory('003');
    await setTerritory('004');
    const setPeriod = (active: boolean) =>
      dispatcher.run(
        operator,
        new SetCapturePeriod({
          ...{
            processId,
            officeId,
            name: 'Captación',
            active,
            stops: !active,
            reason: 'Sentencia',
            agreement: 'IEEQ/CG/A/012/27',
          },
          opensAt: '2027-01-20T06:00:00Z',
          closesAt: '2027-02-20T06:00:00Z',
        }),
      );
    await setPeriod(true);
    context.clock.set('2027-01-20T06:00:00Z');
    await expect(setTerritory('003')).rejects.toMatchObject({ code: 'PROCESSES.OFFICE_PLACED' });
    await setPeriod(false);
    await expect(setTerritory('003')).rejects.toMatchObject({ code: 'PROCESSES.OFFICE_PLACED' });
    expect(await dispatcher.ask(anyone, new GetOffice({ officeId }))).toMatchObject({ territory: '004' });
  });

  it('applies to office kinds added at runtime, with their maximum capture length (§5.A)', async () => {
    const kind = {
      key: 'sindicatura',
      label: 'Sindicatura',
      scope: 'municipality',
      maxDays: 30,
      reason: 'Reforma',
    } as const;
    await expect(dispatcher.run(official('22'), new SetOfficeKind(kind))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
    await dispatcher.run(operator, new SetOfficeKind({ ...kind, entidades: ['22'] }));
    const { processId } = await createProcess(dispatcher, operator, { name: 'Proceso' });
    const { officeId } = await addOffice(dispatcher, operator, processId, {
      kind: 'sindicatura',
      name: 'Sindicatura',
      territory: '014',
    });
    const period = (closesAt: string) =>
      dispatcher.run(
        operator,
        new SetCapturePeriod({
          ...{ processId, officeId, name: 'Captación', active: true, closesAt },
          opensAt: '2027-06-01T06:00:00Z',
        }),
      );
    await expect(period('2027-07-01T06:00:01Z')).rejects.toMatchObject({
      code: 'PROCESSES.PERIOD_TOO_LONG',
      params: { days: 30 },
    });
    await dispatcher.run(operator, new SetOfficeKind({ ...kind, maxDays: 60 }));
    await period('2027-07-01T06:00:01Z');
    await expect(dispatcher.run(operator, new SetOfficeKind({ ...kind, scope: 'entidad' }))).rejects.toMatchObject({
      code: 'PROCESSES.OFFICE_KIND_IN_USE',
    });
    const elsewhere = new SetOfficeKind({ ...kind, entidades: ['14'] });
    await expect(dispatcher.run(operator, elsewhere)).rejects.toMatchObject({
      code: 'PROCESSES.OFFICE_KIND_NEEDED',
      field: 'entidades',
      params: { entidades: 'Querétaro' },
    });
  });

  it('can be downloaded as it is in force, in the format in which it is loaded', async () => {
    const rows = await dispatcher.ask(official('*'), new GetTerritoryRows({ entidad: '22' }));
    const lines = [...territoryLines({ catalogue: 'c', validFrom: '2027-01-01', source: 's' }, rows)];
    expect(rows).toHaveLength(900);
    expect(lines[1]).toBe('entidad,municipio,nombreMunicipio,seccion,distritoLocal,distritoFederal');
    expect(await dispatcher.ask(official('14'), new GetTerritoryRows({ entidad: '22' }))).toEqual([]);
  });

  it('can be loaded by DERFE and the operator, but not by an OPL', async () => {
    await expect(load(official('14'), '2027-03-01', 'Ajeno', ['0001'])).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
    expect((await load(official('*'), '2027-03-01', 'Propio', ['0001'])).entidades).toHaveLength(1);
  });

  it('accepts an entidad with 6,500 sections', async () => {
    const secciones = Array.from({ length: 6500 }, (_, index) => String(index + 1).padStart(4, '0'));
    expect(await load(operator, '2027-04-01', 'Grande', secciones)).toMatchObject({
      entidades: [{ entidad: '14', municipalities: 1, sections: 6500 }],
    });
  });

  it('does not lose more than half of its sections unless that is confirmed', async () => {
    const rows = await dispatcher.ask(official('*'), new GetTerritoryRows({ entidad: '22' }));
    const part = (count: number, shrinks?: boolean) => {
      const header = { catalogue: `Con ${String(count)}`, validFrom: '2027-01-01', source: 's' };
      const file = [...territoryLines(header, rows.slice(0, count))].join('\n');
      return dispatcher.run(operator, new LoadTerritory({ file, shrinks }));
    };
    await expect(part(1)).rejects.toMatchObject({
      code: 'PROCESSES.TERRITORY_SHRINKS',
      field: 'shrinks',
      params: { changes: 'Querétaro, de 900 a 1' },
    });
    expect(await dispatcher.ask(anyone, new GetTerritoryCatalogue({ entidad: '22' }))).toMatchObject({ sections: 900 });
    context.clock.advance(1000);
    expect((await part(450)).entidades).toHaveLength(1);
    context.clock.advance(1000);
    expect((await part(1, true)).entidades).toHaveLength(1);
    expect((await part(450)).entidades).toEqual([]);
  });

  it('is not changed by loading the downloaded template unedited', async () => {
    const file = await download(territoryTemplate);
    await expect(dispatcher.run(operator, new LoadTerritory({ file }))).rejects.toMatchObject({
      code: 'PROCESSES.TERRITORY_EMPTY',
    });
  });

  it('can be restored by downloading an earlier one and loading it again, also twice on one day', async () => {
    const catalogues = (await dispatcher.ask(operator, new ListTerritoryCatalogues({}))).filter(
      ({ entidad }) => entidad === '22',
    );
    const wrong = catalogues.find(({ inForce }) => inForce)?.id ?? '';
    const earlier = catalogues.find(({ sections }) => sections === 900)?.id ?? '';
    for (const [catalogo, sections] of [
      [earlier, 900],
      [wrong, 1],
      [earlier, 900],
    ] as const) {
      context.clock.advance(60_000);
      const file = await download(territoryFile, { catalogo });
      expect((await dispatcher.run(operator, new LoadTerritory({ file, shrinks: true }))).entidades).toHaveLength(1);
      expect(await dispatcher.ask(anyone, new GetTerritoryCatalogue({ entidad: '22' }))).toMatchObject({ sections });
    }
  });
});
