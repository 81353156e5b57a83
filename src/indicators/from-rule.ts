/** For `sync/pull.ts`, until the merge of both sides takes its place; then this file goes. */
export { newIndicatorFrom as fromRule } from './new-indicator.ts';
