/**
 * HMAC-DRBG with SHA-256 (NIST SP 800-90A), and whole numbers from it without bias.
 */

import { Hmac, join, utf8 } from "./sha256.js";

const BLOCK = 1024;
const NOTHING = new Uint8Array(0);

export class HmacDrbg {
  /** @param {Uint8Array} entropy @param {Uint8Array} [nonce] @param {Uint8Array} [personalization] */
  constructor(entropy, nonce = NOTHING, personalization = NOTHING) {
    this.mac = new Hmac(new Uint8Array(32));
    this.value = new Uint8Array(32).fill(1);
    this.update(join(entropy, nonce, personalization));
  }

  /** @param {number} count @returns {Uint8Array} */
  generate(count) {
    const out = new Uint8Array(count);
    for (let at = 0; at < count; at += 32) {
      this.value = this.mac.of(this.value);
      out.set(this.value.subarray(0, Math.min(32, count - at)), at);
    }
    this.update(NOTHING);
    return out;
  }

  update(data) {
    for (const mark of [0, 1]) {
      this.mac = new Hmac(this.mac.of(join(this.value, Uint8Array.of(mark), data)));
      this.value = this.mac.of(this.value);
      if (!data.length) return;
    }
  }
}

export class Numbers {
  /** @param {Uint8Array} seed @param {string} label one stream for each use */
  constructor(seed, label) {
    this.drbg = new HmacDrbg(seed, NOTHING, utf8(label));
    this.at = BLOCK;
  }

  /** A number from 0 to limit - 1; words beyond the greatest multiple of the limit are thrown away. */
  below(limit) {
    const whole = 0x100000000 - (0x100000000 % limit);
    for (;;) {
      if (this.at === BLOCK) {
        this.view = new DataView(this.drbg.generate(BLOCK).buffer);
        this.at = 0;
      }
      const word = this.view.getUint32(this.at);
      this.at += 4;
      if (word < whole) return word % limit;
    }
  }
}
