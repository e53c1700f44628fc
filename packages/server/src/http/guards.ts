import { timingSafeEqual } from "node:crypto";
import { Problem } from "@pomona/contract/problems";

/** Who may call: the rules of one running server. */
export interface Access {
  /** The token that the server was started with. */
  token: string | null;
  /** Whether callers need a token: the server's own, one that was made, or the owner's. */
  isTokenNeeded: boolean;
  /** The id of an access token that was made and not revoked; null for any other. */
  tokenId: (token: string) => string | null;
  /** The name that such a token was made with. */
  tokenName: (id: string) => string | null;
  /** Aborts when the token of that id is revoked. */
  endOfToken: (id: string) => AbortSignal;
  /** Token of the data directory's owner, read from a file only they can read. */
  ownerToken: string | null;
  /** Host names the server answers to, without port; a request for another is DNS rebinding. Null: any. */
  hosts: readonly string[] | null;
}

export interface Caller {
  /** Of the data directory: the command line on this machine. */
  isOwner: boolean;
  /** Id of the access token they came with, where it is one that was made. */
  tokenId: string | null;
}

export const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"] as const;
const COOKIE = "pomona_token";

const same = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

const hostOf = (authority: string): string => authority.replace(/:\d+$/, "").toLowerCase();

function bearerOf(request: Request): string | null {
  const header = request.headers.get("authorization");
  return header?.startsWith("Bearer ") ? header.slice(7) : null;
}

/** The token a request carries: `Authorization: Bearer`, or the cookie a browser was given. */
function tokenOf(request: Request): string | null {
  const bearer = bearerOf(request);
  if (bearer !== null) return bearer;
  const cookies = request.headers.get("cookie") ?? "";
  const found = cookies.split(/;\s*/).find((cookie) => cookie.startsWith(`${COOKIE}=`));
  return found ? decoded(found.slice(COOKIE.length + 1)) : null;
}

/** Null for a cookie that no server of ours has set. */
function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** The Set-Cookie value that lets a browser in after it came with the right token. */
export const tokenCookie = (token: string): string =>
  `${COOKIE}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/`;

/** Who comes with this token; null where it does not open the server. */
export function callerOf(access: Access, token: string | null): Caller | null {
  if (token === null) return null;
  if (access.ownerToken !== null && same(token, access.ownerToken)) return { isOwner: true, tokenId: null };
  if (access.token !== null && same(token, access.token)) return { isOwner: false, tokenId: null };
  const tokenId = access.tokenId(token);
  return tokenId === null ? null : { isOwner: false, tokenId };
}

/** Who calls, as it is remembered with what they make: `owner`, the name of an access token, or `local`. */
export const callerName = (access: Access, { isOwner, tokenId }: Caller): string =>
  isOwner ? "owner" : ((tokenId === null ? null : access.tokenName(tokenId)) ?? "local");

/** Refuses requests made for another host name or by another site: what a hostile page in the user's browser could send. */
export function checkOrigin(access: Access, request: Request): void {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (access.hosts !== null && !access.hosts.includes(hostOf(host)))
    throw new Problem("forbidden-origin", {
      detail: `This server does not answer to the host name "${host}". Start it with --host NAME to allow it.`,
      fields: { host },
    });
  const origin = request.headers.get("origin");
  if (origin !== null && (!URL.canParse(origin) || new URL(origin).host.toLowerCase() !== host.toLowerCase()))
    throw new Problem("forbidden-origin", {
      detail: `Pages of ${origin} may not call this server.`,
      fields: { origin },
    });
  const site = request.headers.get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site")
    throw new Problem("forbidden-origin", "Pages of other sites may not call this server.");
}

/** Who calls; Problem `unauthorized` for a bearer token that is wrong or revoked, and where one is needed and missing. */
export function checkToken(access: Access, request: Request): Caller {
  const caller = callerOf(access, tokenOf(request));
  // Who sends a token means it: one that was revoked must not do as well as none. A browser keeps cookies of other servers.
  if (caller === null && (access.isTokenNeeded || bearerOf(request) !== null))
    throw new Problem(
      "unauthorized",
      "Send a token of the server as `Authorization: Bearer TOKEN`, or open the address with `?token=TOKEN` once. `pomona token create NAME` makes one.",
    );
  return caller ?? { isOwner: false, tokenId: null };
}
