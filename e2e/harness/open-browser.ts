import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../../scripts/browser.mjs";

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface OpenPage {
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** What the page wrote to the console as errors, and what it threw. */
  complaints: string[];
}

/** A real browser with one page, which moves nothing. */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<OpenPage> {
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { browser, context, page, complaints };
}
