import assert from "node:assert/strict";
import { clientAddress } from "../../../../shared/http/client-address.ts";

function from(forwarded: string): string {
  return clientAddress(new Headers({ "x-forwarded-for": forwarded }));
}

Deno.test("clientAddress() takes the entry of the gateway and not what the client sent before it", () => {
  assert.equal(from("10.1.1.1, 203.0.113.7"), "203.0.113.7");
  assert.equal(from("203.0.113.7"), "203.0.113.7");
});

Deno.test("clientAddress() believes Cloudflare where there is Cloudflare, whatever else is claimed", () => {
  const headers = new Headers({
    "cf-connecting-ip": "203.0.113.7",
    "x-forwarded-for": "10.1.1.1, 203.0.113.7, 198.51.100.4",
  });
  assert.equal(clientAddress(headers), "203.0.113.7");
  headers.set("x-forwarded-for", "invented, 192.0.2.1");
  headers.set("x-real-ip", "192.0.2.2");
  headers.set("forwarded", "for=192.0.2.3");
  assert.equal(clientAddress(headers), "203.0.113.7");
});

Deno.test("clientAddress() names all addresses of one IPv6 /64 alike", () => {
  assert.equal(from("2001:db8:1:2::1"), "2001:db8:1:2::/64");
  assert.equal(from("2001:0DB8:0001:0002:ffff:ffff:ffff:ffff"), "2001:db8:1:2::/64");
  assert.equal(from("[2001:db8:1:2::9]:4711"), "2001:db8:1:2::/64");
  assert.notEqual(from("2001:db8:1:3::1"), from("2001:db8:1:2::1"));
});

Deno.test("clientAddress() drops ports and knows an IPv4 address inside an IPv6 one", () => {
  assert.equal(from("203.0.113.7:4711"), "203.0.113.7");
  assert.equal(from("::ffff:203.0.113.7"), "203.0.113.7");
});

Deno.test("clientAddress() puts everything else into one class", () => {
  for (const text of ["", "host.example", "999.1.1.1", "1.2.3", "::zz", "a, ", "fe80:::1"]) {
    assert.equal(from(text), "unknown", text);
  }
  assert.equal(clientAddress(new Headers()), "unknown");
});
