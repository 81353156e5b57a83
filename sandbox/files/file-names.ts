import { words } from '../words.ts';

/** Top-level domains that are better known as the ends of file names. */
const ENDS_OF_FILES = words('cab md mov pl pm ps py rs sh so zip');
/** Ends of file names that are no top-level domains. */
const ONLY_FILES = words(
  'apk asp aspx bat bin cfg cmd conf csv dat dll dmg dmp doc docm docx elf exe gif hta htm html ini iso jar jpeg jpg js json jsp lnk log msi pdf php png ppt pptx rar rtf scr swf sys tar tmp txt vbs war wsf xls xlsm xlsx xml yar yara yml',
);
/** Top-level domains that are better known as fields of records and programs: `process.name`, `user.id`. */
const FIELDS = words('call date foo id map name new open page post properties search');
const FIELD = /^[a-z_.]+$/;
/** How the names of packages begin, which are written the other way round: `com.example.app`. */
const PACKAGE = /^(?:com|org|net|edu|gov|io|java|javax|android|androidx|sun|system|microsoft)\.[a-z0-9_]+\./i;

/** Whether a name can only be that of a file: `setup.exe`. */
export function isFileName(name: string): boolean {
  return ONLY_FILES.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
}

/**
 * Whether a name in a text, which nobody made harmless, is rather that of a file, a package, or a field of a program:
 * `install.sh`, `com.example.app`, `process.name`, `System.Net`.
 */
export function isMaybeFile(name: string): boolean {
  const bare = name.replace(/[/?#:].*$/s, '');
  const labels = bare.split('.');
  const last = labels.at(-1) ?? '';
  const end = last.toLowerCase();
  return (
    // A domain's last label is written small, a class's is not.
    last !== end ||
    ENDS_OF_FILES.has(end) ||
    (FIELDS.has(end) && FIELD.test(bare)) ||
    // A program of macOS is written with capitals.
    (end === 'app' && bare !== bare.toLowerCase()) ||
    PACKAGE.test(bare)
  );
}
