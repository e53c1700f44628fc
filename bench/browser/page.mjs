const VIEWPORT = { width: 1440, height: 900 };

/** A page without a cache, its first navigation done. */
export async function openPage({ chromium, url }, path) {
  const context = await chromium.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  await page.goto(url + path);
  return { page, close: () => context.close() };
}
