// Reads the shared vectors with the browser's own modules; prints what fails.
import { readFileSync } from "node:fs";
import { HmacDrbg, Numbers } from "../../static/js/draw/drbg.js";
import { Taker } from "../../static/js/draw/draw.js";
import { checkPublished, hashOf } from "../../static/js/draw/papers.js";
import { hex, unhex, utf8 } from "../../static/js/draw/sha256.js";

const vectors = JSON.parse(readFileSync(new URL("draw.json", import.meta.url)));
const faults = [];
const expect = (holds, what) => holds || faults.push(what);

for (const each of vectors.drbg) {
  const drbg = new HmacDrbg(unhex(each.entropy), unhex(each.nonce), unhex(each.personalization));
  const length = each.second.length / 2;
  drbg.generate(length);
  expect(hex(drbg.generate(length)) === each.second, each.source);
}
for (const each of vectors.takers) {
  const found = new Taker(each.size, new Numbers(unhex(each.seed), each.label)).take(each.count);
  expect(String(found) === String(each.positions), each.label);
}
for (const paper of vectors.published) {
  for (const check of await checkPublished(paper)) expect(check.holds, check.code);
  const other = structuredClone(paper);
  other.result.strata[0].positions[0] += 1;
  other.sha256.result = hashOf(other.result);
  const broken = (await checkPublished(other)).filter((each) => !each.holds).map((each) => each.code);
  expect(broken.includes("positions"), "a changed position goes unseen");
  other.commitment.pools[0].root = hex(utf8("x".repeat(32)));
  const moved = (await checkPublished(other)).filter((each) => !each.holds).map((each) => each.code);
  expect(moved.includes("commitment") && moved.includes("reveals"), "a changed root goes unseen");
}
console.log(JSON.stringify(faults));
