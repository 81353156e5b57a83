import type { Playbook } from '../../sandbox/pack/playbook.ts';
import { type Marks, table, withPart } from './tables.ts';

const MARKS: Marks = {
  begin: '<!-- playbooks: made by npm run generate -->',
  end: '<!-- playbooks end -->',
};

/** A page's text with its tables of playbooks, their inputs and outputs, made anew. */
export function withPlaybooks(name: string, text: string, playbooks: Iterable<Playbook>): string {
  return withPart(name, text, MARKS, [...playbooks].map(chapter).join('\n\n'));
}

function chapter({ name, description, inputs, outputs }: Playbook): string {
  const taken = inputs.map((input) => [
    `\`${input.key}\``,
    described(input),
    input.value !== undefined && 'simple' in input.value ? `\`${input.value.simple}\`` : '',
    input.required ? 'yes' : 'no',
  ]);
  const left = outputs.map((output) => [`\`${output.contextPath}\``, described(output)]);
  return [
    `### ${name}`,
    description,
    taken.length === 0 ? 'It takes no inputs.' : table(['Input', 'What it is', 'Default', 'Required'], taken),
    left.length === 0 ? 'It leaves nothing.' : table(['Output', 'What it is'], left),
  ].join('\n\n');
}

function described({ description }: Readonly<Record<string, unknown>>): string {
  return typeof description === 'string' ? description : '';
}
