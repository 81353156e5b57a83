import { SEED, testRows } from './bounded.ts';
import { boundedRows } from './suite.ts';

testRows(boundedRows(SEED).rest);
