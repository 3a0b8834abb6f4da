import { test } from 'uvu';
import { contract } from './contract.ts';
import { merging } from './contract-merging.ts';
import type { Ground } from './ground.ts';
import { startHub } from './hub.ts';

const start = (autoDelete: boolean) => async (): Promise<Ground> => startHub({ rules: { autoDelete } });

contract('GitHub', start(false));
contract('GitHub that deletes head branches', start(true), merging);
test.run();
