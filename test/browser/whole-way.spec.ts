import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { playWholeWay } from '../support/whole-way/play.js';
import { Stage } from '../support/whole-way/stage.js';

describe('the whole way, jobs worked by the web process', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open({ pictures: process.env['PICTURES'] });
  }, 120_000);
  afterAll(async () => {
    await stage.pictureOfAll();
    await stage.close();
  });

  it('leads from a contest to its opened results, by the screens alone (§5–§8, §10–§11, §13)', async () => {
    await playWholeWay(stage);
  }, 300_000);
});
