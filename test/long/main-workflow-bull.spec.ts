import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { runMainWorkflow } from '../support/main-workflow/run-main-workflow.js';
import { WorkflowScene } from '../support/main-workflow/workflow-scene.js';

describe('the whole process, with jobs queued in Bull on Redis', () => {
  let scene: WorkflowScene;

  beforeAll(async () => {
    scene = await WorkflowScene.open({ redisUrl: process.env['TEST_REDIS_URL'] });
  }, 120_000);
  afterAll(async () => {
    await scene.pictureOfAll();
    await scene.close();
  });

  it('runs through the user interface from the creation of a process to its decrypted results (§5–§8, §10–§11, §13)', async () => {
    await runMainWorkflow(scene);
  }, 300_000);
});
