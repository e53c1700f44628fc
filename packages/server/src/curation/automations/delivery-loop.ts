import { createHmac } from "node:crypto";
import { setTimeout as rest } from "node:timers/promises";
import type { Logger } from "pino";
import type { Clock } from "../../config/clock.ts";
import type { CallOutcome, callWebhook } from "../../media/call-webhook.ts";
import type { StoredAction } from "../../store/automation-table.ts";
import type { Database } from "../../store/database.ts";
import { type Attempt, type DueDelivery, dueDeliveries, storeAttempt } from "../../store/delivery-table.ts";

/** Tries before a call is dead; with these waits between them, an hour and a half. */
const TRIES = 8;
const FIRST_WAIT_MS = 1000;
const WAIT_FACTOR = 4;
const LONGEST_WAIT_MS = 6 * 60 * 60 * 1000;
/** Waits differ by up to this share, so that calls that failed together do not come back together. */
const JITTER = 0.2;
const TIMEOUT_MS = 10_000;
const AT_ONCE = 4;
/** How long the loop sleeps at most: the clock may be set, and rows held back may be due. */
const LONGEST_SLEEP_MS = 30_000;
/** The receiver says that it wants no more calls. */
const GONE = 410;

interface DeliveryLoopOptions {
  database: Database;
  clock: Clock;
  log: Logger;
  call: typeof callWebhook;
  /** 0 to 1. */
  random?: () => number;
  /** Called about every half minute: what is due by the clock alone. */
  onTick?: () => Promise<void>;
}

/** Makes the calls of webhooks that wait, a few at once, each until it is delivered or dead. */
export class DeliveryLoop {
  readonly #options: DeliveryLoopOptions;
  readonly #random: () => number;
  readonly #stop = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #isAskedAgain = false;
  #ticked = 0;
  #isStarted = false;

  constructor(options: DeliveryLoopOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  start(): void {
    this.#isStarted = true;
    this.wake();
  }

  /** Looks for calls that are due, now. */
  wake = (): void => {
    if (!this.#isStarted || this.#stop.signal.aborted) return;
    if (this.#looking) {
      this.#isAskedAgain = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#looking = this.#look()
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted)
          this.#options.log.warn({ err: error }, "calls of webhooks could not be looked up");
        return LONGEST_SLEEP_MS;
      })
      .then((sleepMs) => {
        this.#looking = null;
        if (this.#stop.signal.aborted) return;
        if (this.#isAskedAgain) {
          this.#isAskedAgain = false;
          this.wake();
          return;
        }
        this.#timer = setTimeout(this.wake, sleepMs);
        this.#timer.unref();
      });
  };

  /** Ends calls under way (they are made again at the next start, with the same id) and makes no more. */
  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#running.values());
  }

  /** Begins calls that are due; gives how long there is nothing to do. */
  async #look(): Promise<number> {
    const { database, clock, onTick } = this.#options;
    const now = clock();
    if (onTick && Math.abs(now.getTime() - this.#ticked) >= LONGEST_SLEEP_MS) {
      this.#ticked = now.getTime();
      await onTick();
    }
    const free = AT_ONCE - this.#running.size;
    const { due, next } = await database.read((sql) =>
      dueDeliveries(sql, { now, limit: free, running: [...this.#running.keys()] }),
    );
    for (const delivery of due) {
      const made = this.#deliver(delivery).finally(() => {
        this.#running.delete(delivery.id);
        this.wake();
      });
      this.#running.set(delivery.id, made);
    }
    const untilNextMs = next === null ? LONGEST_SLEEP_MS : Math.max(1, next.getTime() - clock().getTime());
    return Math.min(LONGEST_SLEEP_MS, untilNextMs);
  }

  async #deliver(delivery: DueDelivery): Promise<void> {
    const { database, log, call, clock } = this.#options;
    try {
      const outcome = await this.#try(delivery, call);
      if (this.#stop.signal.aborted && outcome.kind !== "answered") return;
      await database.write((tx) => storeAttempt(tx, delivery.id, this.#attemptOf(delivery, outcome, clock())), {
        sharesCheckpoint: true,
      });
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      log.warn({ err: error, delivery: delivery.id }, "a call could not be noted");
      // It is due still: without a rest it would be made over and over, while the disk is full for example.
      await rest(LONGEST_SLEEP_MS, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
    }
  }

  async #try(delivery: DueDelivery, call: typeof callWebhook): Promise<CallOutcome> {
    const action = JSON.parse(delivery.action) as StoredAction;
    if (action.kind !== "webhook")
      return { kind: "refused", message: "The automation calls no webhook any more.", retryAfterMs: null };
    const timestamp = String(Math.floor(this.#options.clock().getTime() / 1000));
    return call(action.url, {
      body: delivery.body,
      headers: {
        "pomona-delivery": delivery.id,
        "pomona-timestamp": timestamp,
        "pomona-signature": `sha256=${signatureOf(action.secret, timestamp, delivery.body)}`,
      },
      allowPrivate: action.allowPrivate,
      timeoutMs: TIMEOUT_MS,
      signal: this.#stop.signal,
    });
  }

  #attemptOf(delivery: DueDelivery, outcome: CallOutcome, now: Date): Attempt {
    const attempts = delivery.attempts + 1;
    const status = outcome.kind === "answered" ? outcome.status : null;
    const base = { attempts, status, nextAttempt: null, ended: now };
    if (status !== null && status >= 200 && status < 300) return { ...base, state: "delivered", error: null };
    const error = outcome.kind === "answered" ? `The receiver answered ${status}.` : outcome.message;
    if (outcome.kind === "refused" || status === GONE || attempts >= TRIES) return { ...base, state: "dead", error };
    const waitMs = waitAfter(attempts, { retryAfterMs: outcome.retryAfterMs, random: this.#random() });
    return { ...base, state: "pending", error, ended: null, nextAttempt: new Date(now.getTime() + waitMs) };
  }
}

/** HMAC-SHA256 of `timestamp.body`, hexadecimal: the receiver makes the same and compares. */
const signatureOf = (secret: string, timestamp: string, body: string): string =>
  createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");

/** How long to wait after so many tries; what the receiver asks for is waited at least. */
export function waitAfter(
  attempts: number,
  { retryAfterMs, random }: { retryAfterMs: number | null; random: number },
): number {
  const waitMs = FIRST_WAIT_MS * WAIT_FACTOR ** (attempts - 1) * (1 + JITTER * (2 * random - 1));
  return Math.min(LONGEST_WAIT_MS, Math.max(waitMs, retryAfterMs ?? 0));
}
