import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import { copy } from "../../copy.ts";

/** A value as it is written into a field of its type; empty for none. */
export function metadataText(value: MetadataValue | undefined): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "string") return String(value);
  const moment = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d+)?Z$/.exec(value);
  if (!moment) return value;
  const [, day = "", minute = "", second = ":00"] = moment;
  if (minute === "00:00" && second === ":00") return day;
  return `${day} ${minute}${second === ":00" ? "" : second}`;
}

/** The value that a text stands for in a field of a type, or why there is none. An empty text takes the value away; times are UTC. */
export function readMetadata(text: string, type: MetadataType): { value: MetadataValue } | { problem: string } {
  const trimmed = text.trim();
  if (trimmed === "") return { value: null };
  if (type === "number") {
    const value = Number(trimmed);
    return Number.isFinite(value) ? { value } : { problem: copy.notANumber };
  }
  if (type === "boolean") return { value: trimmed === "true" };
  if (type === "strings") {
    const value = trimmed.split(",").map((one) => one.trim());
    return { value: value.filter((one) => one !== "") };
  }
  if (type !== "datetime") return { value: text };
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)Z?)?$/.exec(trimmed) ?? [];
  const date = day === undefined ? null : new Date(`${day}T${time ?? "00:00"}Z`);
  if (!date || Number.isNaN(date.getTime())) return { problem: copy.notAMoment };
  return { value: date.toISOString() };
}
