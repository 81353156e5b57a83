import { Scalar } from 'yaml';

/** A text of several lines, as YAML that keeps them as they are. */
export function literal(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}
