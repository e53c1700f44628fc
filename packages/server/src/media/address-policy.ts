import ipaddr from "ipaddr.js";

/**
 * Why an address may not be fetched from, or null. Only ordinary public unicast addresses pass: loopback, private, link-local (cloud
 * metadata among them), carrier-grade, multicast, reserved and unspecified ones do not, also when wrapped in IPv6 (mapped, 6to4, NAT64, Teredo).
 */
export function addressRefusal(address: string): string | null {
  if (!ipaddr.isValid(address)) return "is not an address";
  const range = ipaddr.process(address.replace(/%.*$/, "")).range();
  return range === "unicast"
    ? null
    : `is ${range === "linkLocal" ? "link-local" : range === "uniqueLocal" ? "private" : range}`;
}
