import { lookup as resolveName } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { addressRefusal } from "./address-policy.ts";

/** Why nothing is connected to: the address is private, it is none of the web, or the name has none. */
export class AddressRefusal extends Error {
  readonly reason: "private" | "unusable" | "missing";
  constructor(reason: AddressRefusal["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

const refusedAddress = (host: string, address: string, why: string): AddressRefusal =>
  new AddressRefusal("private", `${host === address ? host : `${host} (${address})`} ${why}.`);

/** Resolves a name itself and hands the connection the addresses that were checked, so a second DNS answer cannot swap them. */
export const checkedLookup =
  (allowPrivate: boolean): LookupFunction =>
  (host, options, done) => {
    resolveName(host, { all: true, family: options.family as 0 | 4 | 6, hints: options.hints ?? 0 }).then(
      (addresses) => {
        if (!allowPrivate)
          for (const { address } of addresses) {
            const why = addressRefusal(address);
            if (why) return done(refusedAddress(host, address, why), "", 4);
          }
        const first = addresses[0];
        if (!first) return done(new AddressRefusal("missing", `${host} has no address.`), "", 4);
        return options.all ? done(null, addresses) : done(null, first.address, first.family);
      },
      (error: Error) => done(error, "", 4),
    );
  };

/** The URL of a text, or an `AddressRefusal` where it is none, not of the web, or an address that may not be connected to. */
export function checkUrl(text: string, relativeTo: string | undefined, allowPrivate: boolean): URL {
  const refuse = (message: string): never => {
    throw new AddressRefusal("unusable", message);
  };
  const url = URL.canParse(text, relativeTo)
    ? new URL(text, relativeTo)
    : refuse(`"${text.slice(0, 200)}" is not a URL.`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    refuse(`${url.protocol}// addresses are not fetched, only http:// and https://.`);
  // Addresses written as such never pass through the name lookup. The URL parser has already made 0x7f.1 and 2130706433 to 127.0.0.1.
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  const isLiteral = url.hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(literal);
  const why = isLiteral && !allowPrivate ? addressRefusal(literal) : null;
  if (why) throw refusedAddress(literal, literal, why);
  return url;
}

/** Why an address may not be connected to now, or null; also null for a name that cannot be looked up. */
export async function urlRefusal(text: string, { allowPrivate }: { allowPrivate: boolean }): Promise<string | null> {
  try {
    const { hostname } = checkUrl(text, undefined, allowPrivate);
    if (allowPrivate || hostname.startsWith("[")) return null;
    for (const { address } of await resolveName(hostname, { all: true }).catch(() => [])) {
      const why = addressRefusal(address);
      if (why) return refusedAddress(hostname, address, why).message;
    }
    return null;
  } catch (error) {
    if (error instanceof AddressRefusal) return error.message;
    throw error;
  }
}
