import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathWithoutNode, shimNode } from '../../container/container.ts';

const LAUNCHER = fileURLToPath(new URL('../../../launcher/launcher.py', import.meta.url));

/** Runs the launcher with an empty bundle, and prints what it gives as an entry. */
const DRIVER = `
import base64, hashlib, os, sys, tempfile, zlib
exec(open(sys.argv[1], encoding='utf-8').read())
class Demisto:
    def command(self): return 'xdr-iocs-enable'
    def params(self): return {}
    args = investigation = params
    def results(self, entry): print(entry['Contents'])
tempfile.tempdir = sys.argv[2]
os.chdir(sys.argv[2])
run_integration(Demisto(), base64.b64encode(zlib.compress(b'')), hashlib.sha256(b'').hexdigest())
`;

/** What the launcher tells where Node, or the folder it may write, is not as it should be. */
export function producedByLauncher(): string[] {
  const root = mkdtempSync(join(tmpdir(), 'xdr-launcher-'));
  const told = (path: string, folder = root): string =>
    execFileSync('python3', ['-c', DRIVER, LAUNCHER, folder], { encoding: 'utf8', env: { PATH: path } });
  try {
    return [
      told(shimNode(root, 'echo "out of luck" >&2; exit 7')),
      told(shimNode(root, 'kill -KILL $$')),
      told(pathWithoutNode(root)),
      // Nobody can make a folder there.
      told(pathWithoutNode(root), '/proc'),
    ];
  } finally {
    rmSync(root, { recursive: true });
  }
}
