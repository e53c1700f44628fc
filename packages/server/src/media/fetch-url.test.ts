import { expect, test } from "vitest";
import { addressRefusal } from "./address-policy.ts";
import { fetchUrl } from "./fetch-url.ts";
import { servedSite } from "./served-site.fixture.ts";

const open = { allowPrivate: true, limitBytes: 1000 };
const closed = { allowPrivate: false, limitBytes: 1000 };

test("bytes of a page are returned where private addresses are allowed, and refused otherwise", async () => {
  let asked = 0;
  const site = await servedSite((_, response) => {
    asked++;
    response.end("hello");
  });
  const found = await fetchUrl(`${site}/a`, open);
  expect(found.ok && Buffer.from(found.bytes).toString()).toBe("hello");
  expect(await fetchUrl(`${site}/a`, closed)).toMatchObject({ ok: false, code: "url-refused" });
  expect(asked).toBe(1);
});

test("names that resolve to private addresses are refused before anything is sent", async () => {
  let asked = 0;
  const site = await servedSite((_, response) => {
    asked++;
    response.end("x");
  });
  const byName = site.replace("127.0.0.1", "localhost");
  expect(await fetchUrl(byName, closed)).toMatchObject({ ok: false, code: "url-refused" });
  expect(asked).toBe(0);
  expect(await fetchUrl(byName, open)).toMatchObject({ ok: true });
});

test.each([
  "http://2130706433/",
  "http://0x7f.1/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://0/",
  "http://169.254.169.254/latest",
  "http://10.0.0.1/",
  "http://[fe80::1]/",
  "http://[fd00::1]/",
])("%s is refused", async (url) => {
  expect(await fetchUrl(url, closed)).toMatchObject({ ok: false, code: "url-refused" });
});

test.each(["file:///etc/passwd", "ftp://example.org/a", "data:text/plain,a", "javascript:1", "not a url", ""])(
  "%j is no address to fetch",
  async (url) => {
    expect(await fetchUrl(url, open)).toMatchObject({ ok: false, code: "url-refused" });
  },
);

test("each hop of a redirect is checked", async () => {
  const site = await servedSite((request, response) => {
    const to = { "/one": "/two", "/two": "/end", "/file": "file:///etc/passwd", "/loop": "/loop" }[request.url ?? ""];
    if (to) response.writeHead(302, { location: to }).end();
    else response.end("end");
  });
  const found = await fetchUrl(`${site}/one`, open);
  expect(found.ok && found.url).toBe(`${site}/end`);
  expect(await fetchUrl(`${site}/file`, open)).toMatchObject({ ok: false, code: "url-refused" });
  expect(await fetchUrl(`${site}/loop`, open)).toMatchObject({
    ok: false,
    code: "url-failed",
    message: expect.stringContaining("redirected"),
  });
});

test("more than the limit is refused, announced or not", async () => {
  const site = await servedSite((request, response) => {
    if (request.url === "/announced") response.setHeader("content-length", "2000");
    response.write(Buffer.alloc(900));
    response.end(Buffer.alloc(1100));
  });
  expect(await fetchUrl(`${site}/announced`, open)).toMatchObject({ ok: false, code: "too-large" });
  expect(await fetchUrl(`${site}/chunked`, open)).toMatchObject({ ok: false, code: "too-large" });
});

test("errors, silence and unasked compression are reasons", async () => {
  const site = await servedSite((request, response) => {
    if (request.url === "/missing") response.writeHead(404).end();
    else if (request.url === "/gzip") response.setHeader("content-encoding", "gzip").end("x");
    else if (request.url === "/cut") {
      response.setHeader("content-length", "10");
      response.write("abc", () => response.destroy());
    }
  });
  expect(await fetchUrl(`${site}/missing`, open)).toMatchObject({
    ok: false,
    code: "url-failed",
    message: expect.stringContaining("404"),
  });
  expect(await fetchUrl(`${site}/gzip`, open)).toMatchObject({ ok: false, code: "url-failed" });
  expect(await fetchUrl(`${site}/cut`, open)).toMatchObject({ ok: false, code: "url-failed" });
  expect(await fetchUrl(`${site}/silent`, { ...open, timeoutMs: 100 })).toMatchObject({
    ok: false,
    code: "url-failed",
    message: expect.stringContaining("0.1 s"),
  });
  expect(await fetchUrl("http://127.0.0.1:9/", open)).toMatchObject({ ok: false, code: "url-failed" });
});

test("an aborted fetch throws", async () => {
  const site = await servedSite(() => undefined);
  await expect(fetchUrl(site, { ...open, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

test.each([
  ["8.8.8.8", true],
  ["2606:4700::1111", true],
  ["127.0.0.1", false],
  ["10.1.2.3", false],
  ["172.16.0.1", false],
  ["192.168.1.1", false],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["255.255.255.255", false],
  ["224.0.0.1", false],
  ["192.0.2.1", false],
  ["::1", false],
  ["::", false],
  ["fe80::1%eth0", false],
  ["fc00::1", false],
  ["::ffff:10.0.0.1", false],
  ["64:ff9b::7f00:1", false],
  ["2002:7f00:1::", false],
  ["ff02::1", false],
  ["nonsense", false],
])("address %s may be fetched from: %s", (address, isAllowed) => {
  expect(addressRefusal(address) === null).toBe(isAllowed);
});
