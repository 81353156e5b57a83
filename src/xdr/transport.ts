import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { XdrError, type XdrFailure } from '../errors.ts';
import { persist } from '../http/persist.ts';
import { parseRetryAfter } from '../http/retry.ts';
import { errorMessageOf, isErrorBody, parseJson, replyIn, wordsOf } from './answer.ts';
import {
  failureForStatus,
  notOffered,
  type Offer,
  proxyFailure,
  redirected,
  refusal,
  unexpectedAnswer,
} from './failures.ts';
import type { HttpAnswer, Poster, RequestBody } from './http.ts';
import type { KeyLevels } from './key-levels.ts';
import { namedRefusals } from './refusal.ts';
import { type Cleaner, cleanerFor } from './scrub.ts';
import { type Credentials, createNonce, type KeyLevel, sign } from './signing.ts';
import type { TenantClock } from './tenant-clock.ts';

export interface TransportOptions {
  http: Poster;
  credentials: Credentials;
  levels: KeyLevels;
  clock: Clock;
  tenantClock: TenantClock;
  /** From 0 to 1; spreads retries. */
  random: () => number;
  /** When the run must be over, in ms since the epoch: no retry waits beyond it. */
  deadline: number;
  /** Told before each wait. */
  onRetry: (error: XdrError, delayMs: number) => void;
  /** Told how each call ended; undefined for success. */
  onAnswer: (failure: XdrFailure | undefined) => void;
}

/** How far the clocks may differ before a refused signature is blamed on them. */
const SKEW_MS = 60_000;

/** The status of an answer whose body may still tell of an error. */
const OK = 200;

const PROBE_TIMEOUT_MS = 30_000;

/** How far an attempt may outlast the run's time, in ms: XSOAR kills a run not long after, and a killed run says nothing. */
const LONGEST_OVERRUN_MS = 10_000;

/** A request to one of XDR's endpoints. */
export interface Request {
  endpoint: string;
  body: RequestBody;
  /** How long one attempt may take, in ms. */
  timeoutMs: number;
  /** True where a server error is an answer that is looked for: it is not tried again. */
  hasty?: boolean;
  /** True where the answer may be too large for memory: its reply is a list, then in a file. */
  isLarge?: boolean;
  /** True where a success is told without `reply` around it, too. */
  isBare?: boolean;
  /** What is asked for, where only some tenants do it. */
  offer?: Offer;
}

/** What XDR replied to an attempt that it accepted. */
export interface Accepted<T> {
  reply: T;
  /** Takes the attempt's secrets out of what came with the reply. */
  clean: Cleaner;
}

/** Sends a request to XDR until it is answered: sign, send, retry, typed error. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /**
   * Sends one request; every attempt is signed anew.
   * @param shape what `reply` looks like when XDR did what was asked; any other reply is a refusal
   */
  async post<T>(request: Request, shape: z.ZodType<T>): Promise<Accepted<T>> {
    const send = async (level: KeyLevel): Promise<Accepted<T>> =>
      await persist(async () => await this.#attemptInTime(request, shape, level), {
        ...this.#options,
        failureOf: (thrown) =>
          thrown instanceof XdrError && !(request.hasty && isServerFailure(thrown)) ? thrown : undefined,
      });
    return await this.#options.levels.use(send, async (level) => await this.#probe(level));
  }

  /** Whether XDR knows the key as one of this kind; asks with a request that changes nothing. */
  async #probe(level: KeyLevel): Promise<boolean> {
    const json = JSON.stringify({ request_data: { last_update_ts: this.#options.tenantClock.now() } });
    try {
      await this.#attempt(
        { endpoint: 'get_changes', body: { json }, timeoutMs: PROBE_TIMEOUT_MS },
        z.unknown(),
        level,
      );
      return true;
    } catch (thrown) {
      return thrown instanceof XdrError && (thrown.kind === 'forbidden' || thrown.kind === 'license');
    }
  }

  /** One attempt, and where its time was refused, a second one in the time that the refusal showed. */
  async #attemptInTime<T>(request: Request, shape: z.ZodType<T>, level: KeyLevel): Promise<Accepted<T>> {
    const { tenantClock } = this.#options;
    const offset = tenantClock.offset;
    try {
      return await this.#attempt(request, shape, level);
    } catch (thrown) {
      const skewed = Math.abs(tenantClock.offset - offset) > SKEW_MS;
      if (level === 'Advanced' && skewed && isUnauthorized(thrown)) {
        return await this.#attempt(request, shape, level);
      }
      throw thrown;
    }
  }

  async #attempt<T>(request: Request, shape: z.ZodType<T>, level: KeyLevel): Promise<Accepted<T>> {
    const { onAnswer } = this.#options;
    try {
      const accepted = await this.#call(request, shape, level);
      onAnswer(undefined);
      return accepted;
    } catch (thrown) {
      if (thrown instanceof XdrError) {
        onAnswer(thrown.kind);
      }
      throw thrown;
    }
  }

  async #call<T>(request: Request, shape: z.ZodType<T>, level: KeyLevel): Promise<Accepted<T>> {
    const { http, credentials, tenantClock, clock } = this.#options;
    const headers = sign(credentials, level, tenantClock.now(), createNonce());
    const timeoutMs = this.#timeFor(request);
    const sentAt = clock.now();
    const answer = await http.post({ ...request, headers, timeoutMs });
    tenantClock.observe(answer.date, sentAt);
    const clean = cleanerFor(credentials, headers);
    this.#expectSuccess(answer, request, clean);
    return readSuccess(answer, request, shape, clean);
  }

  /** How long an attempt may take: a file, too, must be there before XSOAR ends the run. */
  #timeFor({ timeoutMs }: Request): number {
    const { clock, deadline } = this.#options;
    return Math.min(timeoutMs, Math.max(0, deadline - clock.now()) + LONGEST_OVERRUN_MS);
  }

  #expectSuccess(answer: HttpAnswer, { offer }: Request, clean: Cleaner): void {
    const { status, body, proxy } = answer;
    const said = (): string => (typeof body === 'string' ? errorMessageOf(body, status, clean) : '');
    const retryAfterMs = parseRetryAfter(answer.retryAfter, this.#options.tenantClock.now());
    if (proxy !== undefined) {
      throw proxyFailure(proxy, status, said(), retryAfterMs);
    }
    if (status >= 300 && status <= 399) {
      throw redirected(status, originOf(answer.location), said());
    }
    if (status < 200 || status > 299) {
      throw (offer && notOffered(offer, status, said())) ?? failureForStatus(status, said(), retryAfterMs);
    }
  }
}

/** What XDR replied in a 2xx answer, or the error that it told of there. */
function readSuccess<T>(
  { body }: HttpAnswer,
  { isBare }: Request,
  shape: z.ZodType<T>,
  clean: Cleaner,
): Accepted<T> {
  const content = typeof body === 'string' ? parseJson(body) : body;
  const answered = replyIn(content);
  const reply = answered === undefined ? content : answered.reply;
  const parsed = answered !== undefined || isBare ? shape.safeParse(reply) : undefined;
  if (parsed?.success) {
    return { reply: parsed.data, clean };
  }
  if (answered === undefined && !isErrorBody(content)) {
    throw unexpectedAnswer(
      typeof body === 'string' && body.trim() !== ''
        ? `it said: ${errorMessageOf(body, OK, clean)}`
        : 'the answer is empty',
    );
  }
  throw refusal(wordsOf(reply, OK, clean), namedRefusals(reply, clean));
}

/** Of an address only whose it is: the rest may hold what must not be shown. */
function originOf(location: unknown): string {
  return typeof location === 'string' && URL.canParse(location) ? new URL(location).origin : 'elsewhere';
}

/** Whether XDR refused the key or its signature. */
export function isUnauthorized(thrown: unknown): thrown is XdrError {
  return thrown instanceof XdrError && thrown.kind === 'unauthorized';
}

function isServerFailure(thrown: unknown): boolean {
  return thrown instanceof XdrError && thrown.kind === 'server';
}
