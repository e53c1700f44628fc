const MAX_CHARACTERS = 4000;
const MIN_CHARACTERS = 40;

/** One line of the demo's NDJSON from a raw mail of the SpamAssassin corpus; null where it has no text to speak of. */
export function readMail({ id, group, text }) {
  const end = text.search(/\r?\n\r?\n/);
  if (end < 0) return null;
  const head = text.slice(0, end).replace(/\r?\n[ \t]+/g, " ");
  const body = text.slice(end).trim();
  const isHtml = /<(html|body|table|font|p|br)\b/i.test(body);
  const plain = readable(isHtml ? withoutTags(body) : body);
  if (plain.length < MIN_CHARACTERS) return null;
  const subject = readable(header(head, "Subject") ?? "");
  const sent = new Date(header(head, "Date") ?? "");
  return {
    id: `${group}-${id}`,
    text: `${subject}\n\n${plain}`.slice(0, MAX_CHARACTERS),
    label: group.startsWith("spam") ? "spam" : "ham",
    group,
    sender_domain: /@([\w.-]+)/.exec(header(head, "From") ?? "")?.[1]?.toLowerCase() ?? null,
    // Some clocks of 2002 were off by decades.
    sent: sent.getUTCFullYear() >= 1999 && sent.getUTCFullYear() <= 2005 ? sent.toISOString() : null,
    links: (body.match(/https?:\/\//g) ?? []).length,
    html: isHtml,
  };
}

const header = (head, name) => new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(head)?.[1];

const withoutTags = (html) =>
  html
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&nbsp;/gi, " ")
    .replace(/&amp;/gi, "&");

/** Control characters and the replacement marks of undecodable bytes out, white space folded. */
const readable = (text) =>
  text
    .replace(/[^\P{C}\n]|\uFFFD/gu, " ")
    .replace(/[ \t]+/g, " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
