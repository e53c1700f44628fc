import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a call told. */
export interface ReceivedCall {
  delivery: string;
  keys: string[];
}

/** A webhook on this machine that remembers the deliveries it took, checks their signatures, and now and then fails. */
export class WebhookReceiver {
  /** By id: a delivery that comes again replaces itself. */
  readonly taken = new Map<string, ReceivedCall>();
  /** What was wrong with calls. */
  readonly faults: string[] = [];
  /** Calls, with those that failed and those that came again. */
  calls = 0;
  /** Share of calls that are answered with an error, or not at all. */
  failing = 0;
  readonly #secret: string;
  readonly #random: () => number;
  readonly #server = createServer((request, response) => void this.#take(request, response));

  private constructor(secret: string, random: () => number) {
    this.#secret = secret;
    this.#random = random;
  }

  static async open(secret: string, random: () => number): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(secret, random);
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls++;
    const body = await text(request).catch(() => null);
    // The caller was killed amid its call.
    if (body === null) return;
    const header = (name: string): string => String(request.headers[name]);
    const signed = createHmac("sha256", this.#secret)
      .update(`${header("pomona-timestamp")}.${body}`)
      .digest("hex");
    if (header("pomona-signature") !== `sha256=${signed}`) this.faults.push("a signature that does not fit");
    const told = JSON.parse(body) as { delivery: string; rows: { key: string }[] };
    if (header("pomona-delivery") !== told.delivery) this.faults.push("an id that is not that of the body");
    const keys = told.rows.map(({ key }) => key);
    const before = this.taken.get(told.delivery);
    if (before && before.keys.join() !== keys.join()) this.faults.push("other rows under the same id");
    const fails = this.#random() < this.failing;
    // Half of those that fail took the call: the answer is what was lost.
    if (!fails || this.#random() < 0.5) this.taken.set(told.delivery, { delivery: told.delivery, keys });
    if (!fails) response.end();
    else if (this.#random() < 0.5) response.destroy();
    else response.writeHead(500).end();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
