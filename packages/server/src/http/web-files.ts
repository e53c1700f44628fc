import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".map": "application/json",
  ".md": "text/plain; charset=utf-8",
};
const POLICY =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The web app's file for a path; its page for any other path, as the app routes by itself. Null when it is not built; 400 for a path that is not UTF-8. */
export async function webFile(directory: string, path: string): Promise<Response | null> {
  const decoded = decodePath(path);
  if (decoded === null) return plain(400, "The address is not well formed");
  const wanted = normalize(join(directory, decoded));
  const inside = wanted === directory || wanted.startsWith(directory + sep);
  const file = inside && extname(wanted) !== "" ? wanted : join(directory, "index.html");
  const bytes = await readFile(file).catch(() => null);
  if (bytes) return respond(file, bytes);
  if (file.endsWith("index.html")) return null;
  return plain(404, "Not found");
}

function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });

function respond(file: string, bytes: Buffer): Response {
  const hashed = /-[\w-]{8,}\.(js|css|woff2|svg|png|webp)$/.test(file);
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-security-policy": POLICY,
      "cache-control": hashed ? "public, max-age=31536000, immutable" : "no-cache",
    },
  });
}
