/** One run of the integration, as XSOAR asks for it. */
export interface Invocation {
  /** `test-module`, `fetch-indicators` or `xdr-iocs-…`. */
  command: string;
  /** The instance's parameters as they were saved. */
  params: Readonly<Record<string, unknown>>;
  /** The command's arguments: texts, or lists from a playbook. */
  args: Readonly<Record<string, unknown>>;
  /** The War Room's id; a file entry's name begins with it. */
  investigationId: string;
  /** Where file entries are written. */
  workingDirectory: string;
  /** XSOAR's debug mode. */
  isDebug: boolean;
}
