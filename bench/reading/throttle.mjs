// Slows every process of a browser down together, by a quota of the control group they run in. The debugger's own throttling slows
// the page's thread only, and reading happens in a worker.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PERIOD = 30_000;

/** @returns `undo()`; undefined where this machine lets nobody set a quota */
export function throttled(pid, factor) {
  const group = groupOf(`apoyo-bench-${pid}`, Math.round(PERIOD / factor));
  if (!group) return undefined;
  // What a process starts later is born into the group.
  for (const one of familyOf(pid)) writeFileSync(join(group.folder, 'cgroup.procs'), String(one));
  return () => {
    for (const one of readFileSync(join(group.folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean))
      writeFileSync(join(group.parent, 'cgroup.procs'), one);
    rmdirSync(group.folder);
  };
}

function groupOf(name, quota) {
  for (const [parent, settings] of [
    ['/sys/fs/cgroup/cpu', { 'cpu.cfs_period_us': PERIOD, 'cpu.cfs_quota_us': quota }],
    ['/sys/fs/cgroup', { 'cpu.max': `${quota} ${PERIOD}` }],
  ]) {
    const folder = join(parent, name);
    try {
      mkdirSync(folder);
      for (const [file, value] of Object.entries(settings)) writeFileSync(join(folder, file), String(value));
      return { parent, folder };
    } catch {
      if (existsSync(folder)) rmdirSync(folder);
    }
  }
  return undefined;
}

function familyOf(pid) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return [[Number(name), Number(parent)]];
      } catch {
        return [];
      }
    });
  const family = new Set([pid]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const [one, parent] of parents) if (family.has(parent)) family.add(one);
  }
  return family;
}
