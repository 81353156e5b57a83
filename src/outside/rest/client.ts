import type { Clock } from '../../clock.ts';
import { persist } from '../../http/persist.ts';
import { parseRetryAfter } from '../../http/retry.ts';
import { isRecord } from '../../indicators/json.ts';
import { Secret } from '../../secret.ts';
import { parseJson } from '../../xdr/answer.ts';
import type { Cleaner } from '../../xdr/scrub.ts';
import type { Credentials, KeyLevel } from '../../xdr/signing.ts';
import { TenantClock } from '../../xdr/tenant-clock.ts';
import { shorten } from '../../xsoar/markdown.ts';
import { failureForStatus, notFound, RestError, unexpectedAnswer } from './failures.ts';
import type { RestAnswer, Send } from './http.ts';
import { type RestKey, show, type Way } from './keys.ts';

/** A question to XSOAR, whatever its version. */
interface RestCall {
  method: 'GET' | 'POST';
  /** As XSOAR 6 has it, such as `/indicators/search`. */
  path: string;
  json?: string;
  /** How long one attempt may take, in ms. */
  timeoutMs: number;
  /** What is a success among the answers with a status of 2xx. */
  isAccepted: (answer: RestAnswer) => boolean;
  /** How long it is tried, in ms; default: ten minutes. */
  patienceMs?: number;
}

interface RestClientOptions {
  /** The server's address without a trailing slash, such as `https://xsoar.example/acc_one`. */
  url: string;
  key: RestKey;
  send: Send;
  clock: Clock;
  /** From 0 to 1; spreads retries. */
  random: () => number;
  /** Told before each wait. */
  onRetry: (error: RestError, delayMs: number) => void;
  /** Told once of each thing that is not as it was expected. */
  onNotice: (text: string) => void;
}

const PATIENCE_MS = 600_000;
/** How far the clocks may differ before a refused signature is blamed on them. */
const SKEW_MS = 60_000;

/** Where the API may be behind an address. */
interface Form {
  prefix: string;
  hasId: boolean;
}
const BARE: Form = { prefix: '', hasId: false };
/** XSOAR 8 serves some paths only without `public/v1`. */
const WITH_ID: readonly Form[] = [
  { prefix: '/xsoar/public/v1', hasId: true },
  { prefix: '/xsoar', hasId: true },
];

/** An id may have been given for an XSOAR 6; but a key that must only sign is never shown to anybody. */
function formsOf({ keyId, keyLevel }: RestKey): readonly Form[] {
  if (keyId === undefined) {
    return [BARE];
  }
  return keyLevel === 'Advanced' ? WITH_ID : [...WITH_ID, BARE];
}

/** Asks XSOAR's REST API until it is answered: finds the address, shows the key, retries, typed error. */
export class RestClient {
  readonly #options: RestClientOptions;
  readonly #credentials: Credentials;
  readonly #clock: TenantClock;
  readonly #forms: readonly Form[];
  /** Where each path was found; the one that was found last is tried first for others. */
  readonly #found = new Map<string, Form>();
  #last: Form | undefined;
  #level: KeyLevel | undefined;

  constructor(options: RestClientOptions) {
    const { key, keyId, keyLevel } = options.key;
    this.#options = options;
    this.#credentials = { key, keyId: keyId ?? new Secret('') };
    this.#clock = new TenantClock(options.clock);
    this.#forms = formsOf(options.key);
    this.#level = keyLevel === 'Auto' ? undefined : keyLevel;
  }

  /** @throws RestError when XSOAR does not do it, after as many attempts as make sense */
  async call(call: RestCall): Promise<RestAnswer> {
    const { clock, random, onRetry } = this.#options;
    return await persist(async () => await this.#findAndAsk(call), {
      clock,
      random,
      onRetry,
      deadline: clock.now() + (call.patienceMs ?? PATIENCE_MS),
      failureOf: (thrown) => (thrown instanceof RestError ? thrown : undefined),
    });
  }

  /** Asks at each place where the API may be, until one is no other server's. */
  async #findAndAsk(call: RestCall): Promise<RestAnswer> {
    const known = this.#found.get(call.path);
    const first = known ?? this.#last ?? this.#forms[0] ?? BARE;
    const forms = known ? [known] : [first, ...this.#forms.filter((form) => form !== first)];
    for (const form of forms) {
      const answer = await this.#askWithKey(call, form);
      if (answer !== undefined) {
        this.#learn(call.path, form);
        return answer;
      }
    }
    const { url, key } = this.#options;
    throw notFound(
      forms.map(({ prefix }) => `${url}${prefix}${call.path}`),
      { hasKeyId: key.keyId !== undefined },
    );
  }

  #learn(path: string, form: Form): void {
    const { url, onNotice } = this.#options;
    if (form !== this.#forms[0] && !this.#found.has(path)) {
      const id = form.hasId ? '' : ', and as an XSOAR 6, which needs no XSOAR_API_KEY_ID';
      onNotice(`XSOAR answers ${path} at ${url}${form.prefix}, not at ${url}${this.#forms[0]?.prefix}${id}.`);
    }
    this.#found.set(path, form);
    this.#last = form;
  }

  /** With *Auto* an Advanced key is tried first, on 401 a Standard one once. Undefined: there is no such address. */
  async #askWithKey(call: RestCall, form: Form): Promise<RestAnswer | undefined> {
    if (!form.hasId) {
      return await this.#ask(call, form, 'bare');
    }
    const level = this.#level ?? 'Advanced';
    const offset = this.#clock.offset;
    try {
      const answer = await this.#ask(call, form, level);
      this.#level = answer === undefined ? this.#level : level;
      return answer;
    } catch (thrown) {
      if (!isUnauthorized(thrown)) {
        throw thrown;
      }
      const isSkewed = Math.abs(this.#clock.offset - offset) > SKEW_MS;
      return await this.#askAgain(call, form, isSkewed, thrown);
    }
  }

  async #askAgain(
    call: RestCall,
    form: Form,
    isSkewed: boolean,
    first: RestError,
  ): Promise<RestAnswer | undefined> {
    const ways: KeyLevel[] = [
      ...(isSkewed && this.#level !== 'Standard' ? ['Advanced' as const] : []),
      ...(this.#level === undefined ? ['Standard' as const] : []),
    ];
    for (const way of ways) {
      try {
        const answer = await this.#ask(call, form, way);
        this.#level = answer === undefined ? this.#level : way;
        return answer;
      } catch (thrown) {
        if (!isUnauthorized(thrown)) {
          throw thrown;
        }
      }
    }
    // All were refused: what XSOAR said of the first is what the user should read.
    throw first;
  }

  async #ask(call: RestCall, form: Form, way: Way): Promise<RestAnswer | undefined> {
    const { url, key, send, clock } = this.#options;
    const { isAccepted, method, path, json, timeoutMs } = call;
    const { headers, clean } = show(key, this.#credentials, way, this.#clock.now());
    const sentAt = clock.now();
    const answer = await send({ method, url: `${url}${form.prefix}${path}`, headers, json, timeoutMs });
    this.#clock.observe(answer.date, sentAt);
    if (isElsewhere(answer)) {
      // Where this path was answered before, the server is in trouble, and nothing is elsewhere.
      if (this.#found.has(call.path)) {
        throw answer.status === 200 ? unexpectedAnswer('a web page') : this.#failure(answer, clean);
      }
      return undefined;
    }
    if (answer.status < 200 || answer.status > 299) {
      throw this.#failure(answer, clean);
    }
    if (!isAccepted(answer)) {
      throw unexpectedAnswer(answer.body.length === 0 ? 'nothing' : 'a text that is no JSON');
    }
    return answer;
  }

  #failure({ status, body, retryAfter }: RestAnswer, clean: Cleaner): RestError {
    const hasKeyId = this.#options.key.keyId !== undefined;
    const waitMs = parseRetryAfter(retryAfter, this.#clock.now());
    return failureForStatus(status, wordsOf(body.toString('utf8'), clean), { hasKeyId }, waitMs);
  }
}

/** Another server, or another part of this one: not found, led elsewhere, or a page for a browser. */
function isElsewhere({ status, body }: RestAnswer): boolean {
  return (
    status === 404 ||
    (status >= 300 && status < 400) ||
    (status === 200 && looksLikeHtml(body.toString('latin1', 0, 64)))
  );
}

function isUnauthorized(thrown: unknown): thrown is RestError {
  return thrown instanceof RestError && thrown.kind === 'unauthorized';
}

/** The keys under which XSOAR, and the gateway of XSOAR 8, say what is wrong. */
const WORDS = ['title', 'detail', 'error', 'message', 'err_msg'];
const LONGEST_WORDS = 500;

/** What XSOAR said, in one line; empty where it said nothing, or somebody in between spoke HTML. */
function wordsOf(body: string, clean: Cleaner): string {
  const json = parseJson(body);
  const told = isRecord(json) && isRecord(json.reply) ? json.reply : json;
  const texts = isRecord(told)
    ? WORDS.map((name) => told[name])
    : [told ?? (looksLikeHtml(body) ? '' : body)];
  const said = [...new Set(texts.filter((text) => typeof text === 'string' && text !== ''))].join(': ');
  return shorten(
    clean
      .text(said.slice(0, LONGEST_WORDS * 4))
      .replace(/\s+/g, ' ')
      .trim(),
    LONGEST_WORDS,
  );
}

function looksLikeHtml(body: string): boolean {
  return body.trimStart().startsWith('<');
}
