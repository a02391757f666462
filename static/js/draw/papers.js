/**
 * What a reader proves from the published file of a draw: the twin of `draw_papers.py`.
 */

import { Run, VERSION, seedOf } from "./draw.js";
import { hex, join, sha256, unhex, utf8 } from "./sha256.js";

/** The one way to write a document: keys sorted, no blanks. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    const pairs = Object.keys(value).sort();
    return `{${pairs.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

export const hashOf = (value) => hex(sha256(utf8(canonical(value))));

export function randomnessText(source, given) {
  const lines =
    source.kind === "lottery"
      ? ["lottery", source.game, source.issue, given.numbers]
      : ["witnesses", ...given.secrets];
  return lines.join("\n");
}

/** max(least, ceil(size × ratio)), never over size; the ratio is a decimal text such as "0.03". */
export function sampleSize(size, ratio, least) {
  const [whole, parts = ""] = ratio.split(".");
  const scale = 10n ** BigInt(parts.length);
  const wanted = (BigInt(size) * BigInt(whole + parts) + scale - 1n) / scale;
  return Math.min(size, Math.max(least, Number(wanted)));
}

export function indexOf(rows, number, position) {
  let before = 0;
  for (const row of rows) {
    if (row.number === number) return before + position - 1;
    before += row.size;
  }
  return -1;
}

const nodeHash = (left, right) => sha256(join(Uint8Array.of(1), left, right));

/** Whether the path leads from a leaf to the root (RFC 9162, 2.1.3.2). */
export function isIn(root, size, index, leaf, path) {
  if (index < 0 || index >= size) return false;
  let last = size - 1;
  let node = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (index % 2 || index === last) {
      node = nodeHash(sibling, node);
      while (index % 2 === 0 && index) {
        index = Math.floor(index / 2);
        last = Math.floor(last / 2);
      }
    } else {
      node = nodeHash(node, sibling);
    }
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hex(node) === root;
}

/** Whether a line that was revealed stands where it says in the pool that was committed to. */
export function proves(commitment, reveal) {
  const pool = commitment.pools.find((each) => each.name === reveal.pool);
  const leaf = sha256(join(Uint8Array.of(0), unhex(reveal.salt), utf8(reveal.line)));
  if ("stratum" in reveal) {
    const rows = reveal.pool === "objects" ? commitment.strata : commitment.decks;
    if (indexOf(rows, reveal.stratum, reveal.position) !== reveal.index) return false;
  }
  return isIn(pool.root, pool.size, reveal.index, leaf, reveal.path.map(unhex));
}

function sizesHold(commitment) {
  const total = (rows) => rows.reduce((sum, row) => sum + row.size, 0);
  const size = (name) => commitment.pools.find((each) => each.name === name).size;
  return (
    commitment.strata.every((row) => row.draw === sampleSize(row.size, row.ratio, row.least)) &&
    size("objects") === total(commitment.strata) &&
    size("officers") === total(commitment.decks)
  );
}

const same = (left, right) => canonical(left) === canonical(right);

function swapsFollow(run, paper) {
  let previous = paper.sha256.result;
  return paper.swaps.every((swap, at) => {
    const known = run.skips.length;
    const pick = run.swap(swap);
    if (!pick) return false;
    const { position, officers } = pick;
    const mine = { ...swap, number: at + 1, previous, position, officers, skips: run.skips.slice(known) };
    previous = hashOf(swap);
    return same(mine, swap) && paper.sha256.swaps[at] === previous;
  });
}

/**
 * Check a published file; `breathe(done, all)` is awaited between pieces of the work.
 * @returns {Promise<{code: string, holds: boolean}[]>}
 */
export async function checkPublished(paper, breathe = async () => {}) {
  const { commitment, result, swaps, reveals } = paper;
  const found = [];
  const check = (code, holds) => found.push({ code, holds: Boolean(holds) });
  const sha = hashOf(commitment);
  check("algorithm", paper.algorithm === VERSION && commitment.algorithm === VERSION);
  check("commitment", sha === paper.sha256.commitment);
  check("sizes", sizesHold(commitment));
  if (result) {
    const source = commitment.randomness;
    const secrets = result.randomness.secrets ?? [];
    const kept = (seal, at) => hex(sha256(utf8(secrets[at] ?? ""))) === seal;
    const seed = seedOf(sha, randomnessText(source, result.randomness));
    const skips = [result, ...swaps].flatMap((each) => each.skips);
    const run = new Run(seed, commitment.strata, commitment.decks, skips);
    const all = 2 * commitment.strata.reduce((sum, row) => sum + row.draw, 0);
    for (const done of run.steps()) await breathe(done, all);
    const conflicts = commitment.pools.find((each) => each.name === "conflicts").size;
    check("result", hashOf(result) === paper.sha256.result);
    check("named", result.commitment === sha && result.draw === commitment.draw);
    check("source", source.kind === "lottery" || source.seals.every(kept));
    check("seed", hex(seed) === result.seed);
    check("positions", same(run.result(), result.strata));
    check(
      "skips",
      same(run.skips, result.skips) && skips.every((each) => each.conflict >= 0 && each.conflict < conflicts),
    );
    if (swaps.length) check("swaps", swapsFollow(run, paper));
  }
  if (reveals.length) check("reveals", reveals.every((each) => proves(commitment, each)));
  return found;
}
