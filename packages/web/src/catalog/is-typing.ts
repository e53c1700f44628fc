const NOT_TEXT = new Set(["checkbox", "radio", "range", "button", "submit"]);

/** Whether keys go into a text: in a box or a slider they do not. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !NOT_TEXT.has(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}
