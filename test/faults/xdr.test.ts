import { SEED, tryRows } from './bounded.ts';
import { briefly } from './faults.ts';

tryRows(briefly(SEED).xdr);
