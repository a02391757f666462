/**
 * The draw on positions, as `enforcement/rules/draw.py` makes it: same seed, same result.
 */

import { Numbers } from "./drbg.js";
import { sha256, utf8 } from "./sha256.js";

export const VERSION = "sp-draw-1";
export const SEATS = 2;
const BATCH = 4096;

/** @param {string} commitment its hash @param {string} randomness */
export const seedOf = (commitment, randomness) =>
  sha256(utf8(`${VERSION}\n${commitment}\n${randomness}`));

/** Sparse Fisher-Yates: takes positions 1..size one by one, remembering only what was moved. */
export class Taker {
  constructor(size, numbers) {
    this.size = size;
    this.numbers = numbers;
    this.taken = 0;
    this.moved = new Map();
  }

  take(count) {
    const end = Math.min(this.size, this.taken + count);
    const found = [];
    for (let at = this.taken; at < end; at++) {
      const chosen = at + this.numbers.below(this.size - at);
      found.push((this.moved.get(chosen) ?? chosen) + 1);
      const held = this.moved.get(at) ?? at;
      this.moved.delete(at);
      if (chosen !== at) this.moved.set(chosen, held);
    }
    this.taken = end;
    return found;
  }
}

/** Deals officers' positions from shuffled rounds; whoever is passed over stays in the queue. */
export class Dealer {
  constructor(size, numbers) {
    this.size = size;
    this.numbers = numbers;
    this.queue = [];
  }

  deal(passesOver) {
    let isLastRound = false;
    for (let at = 0; ; at++) {
      if (at === this.queue.length) {
        if (isLastRound) return 0;
        for (const next of new Taker(this.size, this.numbers).take(this.size)) this.queue.push(next);
        isLastRound = true;
        if (at === this.queue.length) return 0;
      }
      if (!passesOver(this.queue[at])) return this.queue.splice(at, 1)[0];
    }
  }
}

const key = (...parts) => parts.join(".");

/** One draw and its swaps, from seed, sizes and the skips that were published. */
export class Run {
  constructor(seed, strata, decks, skips) {
    this.strata = strata;
    this.takers = new Map(
      strata.map((each) => [each.number, new Taker(each.size, new Numbers(seed, `objects:${each.number}`))]),
    );
    this.dealers = new Map(
      decks.map((each) => [each.number, new Dealer(each.size, new Numbers(seed, `officers:${each.number}`))]),
    );
    this.decks = new Map(strata.map((each) => [each.number, each.deck]));
    this.known = new Map(
      skips.map((each) => [key(each.swap, each.stratum, each.nth, each.seat, each.position), each.conflict]),
    );
    this.picks = new Map();
    this.skips = [];
  }

  /** Draw in pieces, giving the page time to breathe: yields how much is done. */
  *steps() {
    for (const stratum of this.strata) {
      let nth = 0;
      while (nth < stratum.draw) {
        const found = this.takers.get(stratum.number).take(Math.min(BATCH, stratum.draw - nth));
        if (!found.length) break;
        for (const position of found) {
          nth += 1;
          this.picks.set(key(stratum.number, nth), { stratum: stratum.number, nth, position, officers: [] });
        }
        yield this.picks.size;
      }
    }
    let done = 0;
    for (const pick of this.picks.values()) {
      this.staff(pick, 0);
      done += 1;
      if (done % BATCH === 0) yield this.picks.size + done;
    }
  }

  swap(asked) {
    const before = this.picks.get(key(asked.stratum, asked.nth));
    if (!before) return null;
    let pick;
    if (asked.seat) {
      pick = { ...before, officers: [...before.officers] };
      pick.officers[asked.seat - 1] = this.deal(pick, asked.seat, asked.number);
    } else {
      const [position] = this.takers.get(asked.stratum).take(1);
      if (!position) return null;
      pick = { stratum: asked.stratum, nth: asked.nth, position, officers: [] };
      this.staff(pick, asked.number);
    }
    this.picks.set(key(asked.stratum, asked.nth), pick);
    return pick;
  }

  staff(pick, swap) {
    if (!this.decks.get(pick.stratum)) return;
    for (let seat = 1; seat <= SEATS; seat++) pick.officers.push(this.deal(pick, seat, swap));
  }

  deal(pick, seat, swap) {
    const noted = new Set();
    return this.dealers.get(this.decks.get(pick.stratum)).deal((position) => {
      if (pick.officers.includes(position)) return true;
      const conflict = this.known.get(key(swap, pick.stratum, pick.nth, seat, position)) ?? -1;
      if (conflict >= 0 && !noted.has(position)) {
        noted.add(position);
        const number = this.skips.length + 1;
        this.skips.push({ number, swap, stratum: pick.stratum, nth: pick.nth, seat, position, conflict });
      }
      return conflict >= 0;
    });
  }

  /** What was drawn, stratum by stratum, in the order of drawing. */
  result() {
    const found = new Map(
      this.strata.map((each) => [each.number, { number: each.number, positions: [], officers: [] }]),
    );
    for (const pick of this.picks.values()) {
      found.get(pick.stratum).positions.push(pick.position);
      found.get(pick.stratum).officers.push([...pick.officers]);
    }
    return [...found.values()];
  }
}
