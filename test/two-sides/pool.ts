import { createHash } from 'node:crypto';
import type { Random } from './random.ts';

/** A value that both sides may hold, and how each side spells it. */
export interface Subject {
  readonly value: string;
  /** XSOAR's type. */
  readonly type: string;
  /** The type that a person chooses in XDR's console. */
  readonly iocType: string;
  /** How a person who adds it in XDR writes it. */
  readonly inXdr: string;
}

/** So many values of any kind and spelling; some of them are one value twice. */
export function poolOf(random: Random, size: number): Subject[] {
  const pool: Subject[] = [];
  for (let number = 1; pool.length < size; number += 1) {
    pool.push(...subjectsOf(random, number));
  }
  return pool.slice(0, size);
}

function subjectsOf(random: Random, number: number): Subject[] {
  return random.weighted<Subject[]>([
    [5, () => [subject(`198.51.100.${number}`, 'IP', 'IP')]],
    [1, () => [subject(`198.51.100.${number}/32`, 'CIDR', 'IP', `198.51.100.${number}`)]],
    [
      1,
      () => [
        subject(`203.0.113.${number}`, 'IP', 'IP'),
        subject(`203.0.113.${number}/32`, 'CIDR', 'IP', `203.0.113.${number}`),
      ],
    ],
    [3, () => [domainOf(random, number)]],
    [3, () => [subject(`http://evil.example/${random.oneOf(['A', 'b?x=1'])}/${number}`, 'URL', 'PATH')]],
    [
      1,
      () => [
        subject(`http://evil.example/Case/${number}`, 'URL', 'PATH'),
        subject(`http://evil.example/case/${number}`, 'URL', 'PATH'),
      ],
    ],
    [1, () => [subject(`10.1.2.${number}`, 'IP', 'IP')]],
    [3, () => [hashOf(random, number)]],
    [1, () => bothCasesOf(number)],
    [1, () => [subject(`setup${number}.exe`, 'none', 'FILENAME')]],
    [1, () => [subject(`C:\\Temp\\evil${number}.exe`, 'none', 'PATH')]],
  ]);
}

function subject(value: string, type: string, iocType: string, inXdr = value): Subject {
  return { value, type, iocType, inXdr };
}

function domainOf(random: Random, number: number): Subject {
  const value = `evil${number}.example.com`;
  const spellings = [value, value.toUpperCase(), `Evil${number}.Example.com`];
  return subject(random.oneOf(spellings), 'Domain', 'DOMAIN_NAME', random.oneOf(spellings));
}

function hashOf(random: Random, number: number): Subject {
  const algorithm = random.oneOf(['md5', 'sha256']);
  const value = createHash(algorithm).update(String(number)).digest('hex');
  const spellings = [value, value.toUpperCase()];
  return subject(random.oneOf(spellings), 'File', 'HASH', random.oneOf(spellings));
}

/** One hash, of which two feeds made two indicators. */
function bothCasesOf(number: number): Subject[] {
  const value = createHash('md5').update(String(number)).digest('hex');
  return [subject(value, 'File', 'HASH'), subject(value.toUpperCase(), 'File', 'HASH')];
}
