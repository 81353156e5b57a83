import type { Command } from './command.ts';
import { createSyncFile } from './create-sync-file.ts';
import { deleteIocs } from './delete.ts';
import { disable } from './disable.ts';
import { enable } from './enable.ts';
import { explainValues } from './explain.ts';
import { fetchIndicators } from './fetch-indicators.ts';
import { get } from './get.ts';
import { push } from './push.ts';
import { refused } from './refused.ts';
import { retire } from './retire.ts';
import { setSyncTime } from './set-sync-time.ts';
import { status } from './status.ts';
import { sync } from './sync.ts';
import { testModule } from './test-module.ts';
import { toKeepFile } from './to-keep-file.ts';

/** Every command, in the order in which the manifest lists them; what the platform calls by itself comes first. */
export const COMMANDS: readonly Command[] = [
  testModule,
  fetchIndicators,
  sync,
  push,
  enable,
  disable,
  retire,
  deleteIocs,
  get,
  explainValues,
  status,
  refused,
  setSyncTime,
  createSyncFile,
  toKeepFile,
];
