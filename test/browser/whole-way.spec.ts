import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { playWholeWay } from '../support/whole-way/play.js';
import { Stage } from '../support/whole-way/stage.js';

describe('the whole process, with jobs run by the web process', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open({ pictures: process.env['PICTURES'] });
  }, 120_000);
  afterAll(async () => {
    await stage.pictureOfAll();
    await stage.close();
  });

  it('runs through the user interface from the creation of a process to its decrypted results (§5–§8, §10–§11, §13)', async () => {
    await playWholeWay(stage);
  }, 300_000);
});
