import { expect, test } from "vitest";
import { type Access, checkOrigin, checkToken, LOOPBACK_HOSTS } from "./guards.ts";

const local: Access = {
  token: null,
  isTokenNeeded: false,
  tokenId: (token) => (token === "made" ? "t1" : null),
  tokenName: () => null,
  endOfToken: () => new AbortController().signal,
  ownerToken: "owner",
  hosts: LOOPBACK_HOSTS,
};
const request = (headers: Record<string, string>): Request => {
  const made = new Request("http://127.0.0.1:4195/api/v1/rows", { method: "POST" });
  for (const [name, value] of Object.entries(headers)) made.headers.set(name, value);
  return made;
};

test("answers to its own host names only, so that a rebound DNS name finds nothing", () => {
  expect(() => checkOrigin(local, request({ host: "127.0.0.1:4195" }))).not.toThrow();
  expect(() => checkOrigin(local, request({ host: "[::1]:4195" }))).not.toThrow();
  expect(() => checkOrigin(local, request({ host: "evil.example:4195" }))).toThrow(/does not answer to the host name/);
});

test("refuses pages of other sites, by Origin and by fetch metadata", () => {
  expect(() => checkOrigin(local, request({ host: "localhost:4195", origin: "http://localhost:4195" }))).not.toThrow();
  expect(() => checkOrigin(local, request({ host: "localhost:4195", origin: "http://localhost:9999" }))).toThrow(
    /may not call/,
  );
  expect(() => checkOrigin(local, request({ host: "localhost:4195", origin: "null" }))).toThrow(/may not call/);
  expect(() => checkOrigin(local, request({ host: "localhost:4195", "sec-fetch-site": "cross-site" }))).toThrow(
    /other sites/,
  );
});

test("needs no token on loopback, and knows the owner by theirs", () => {
  expect(checkToken(local, request({}))).toEqual({ isOwner: false, tokenId: null });
  expect(checkToken(local, request({ authorization: "Bearer owner" }))).toEqual({ isOwner: true, tokenId: null });
  expect(checkToken(local, request({ cookie: "pomona_token=guess" }))).toEqual({ isOwner: false, tokenId: null });
});

test("refuses a bearer token that opens nothing also where none is needed, so that a revoked one does not do as well as none", () => {
  expect(() => checkToken(local, request({ authorization: "Bearer guess" }))).toThrow(/Send a token of the server/);
});

test("with a token set, lets in its bearer, its cookie and the owner, and nobody else", () => {
  const open: Access = { ...local, token: "secret", isTokenNeeded: true, hosts: null };
  expect(checkToken(open, request({ authorization: "Bearer secret" }))).toEqual({ isOwner: false, tokenId: null });
  expect(checkToken(open, request({ cookie: "a=b; pomona_token=secret" }))).toEqual({ isOwner: false, tokenId: null });
  expect(checkToken(open, request({ authorization: "Bearer owner" }))).toEqual({ isOwner: true, tokenId: null });
  expect(() => checkToken(open, request({}))).toThrow(/Send a token of the server/);
  expect(() => checkToken(open, request({ authorization: "Bearer secre" }))).toThrow(/Send a token of the server/);
});

test("takes a token that was made, besides the server's own, and tells which", () => {
  const bearer = request({ authorization: "Bearer made" });
  const open: Access = { ...local, isTokenNeeded: true };
  expect(checkToken(open, bearer)).toEqual({ isOwner: false, tokenId: "t1" });
  expect(checkToken({ ...open, token: "secret" }, bearer)).toEqual({ isOwner: false, tokenId: "t1" });
  expect(checkToken(local, bearer)).toEqual({ isOwner: false, tokenId: "t1" });
  expect(() => checkToken({ ...open, tokenId: () => null }, bearer)).toThrow(/pomona token create/);
});

test("where any host name does, other sites are refused all the same", () => {
  const open: Access = { ...local, token: "secret", isTokenNeeded: true, hosts: null };
  const host = "photos.lan:4195";
  expect(() => checkOrigin(open, request({ host, origin: "http://photos.lan:4195" }))).not.toThrow();
  expect(() => checkOrigin(open, request({ host, origin: "http://evil.example" }))).toThrow(/may not call/);
  expect(() => checkOrigin(open, request({ host, "sec-fetch-site": "same-site" }))).toThrow(/other sites/);
  expect(() => checkOrigin(open, request({}))).not.toThrow();
});

test("a cookie that cannot be decoded is no token", () => {
  expect(checkToken(local, request({ cookie: "pomona_token=%" }))).toEqual({ isOwner: false, tokenId: null });
});
