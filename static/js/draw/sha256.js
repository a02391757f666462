/**
 * SHA-256 and HMAC in one go, without waiting: a draw asks for them a hundred thousand times.
 */

const START = new Uint32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const ROUND = constants();
const words = new Uint32Array(64);

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4). */
function constants() {
  const found = new Uint32Array(64);
  let at = 0;
  for (let candidate = 2; at < 64; candidate++) {
    let isPrime = true;
    for (let by = 2; by * by <= candidate; by++) if (candidate % by === 0) isPrime = false;
    if (isPrime) found[at++] = cubeRootFraction(candidate);
  }
  return found;
}

function cubeRootFraction(prime) {
  const goal = BigInt(prime) << 96n;
  let low = 0n;
  let high = 1n << 36n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle * middle <= goal) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

function compress(state, bytes, offset) {
  for (let i = 0; i < 16; i++, offset += 4) {
    words[i] =
      (bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15];
    const y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** @param {Uint8Array} bytes @param {Uint32Array} [from] @param {number} [before] @returns {Uint8Array} */
export function sha256(bytes, from = START, before = 0) {
  const state = from.slice();
  const whole = bytes.length - (bytes.length % 64);
  for (let at = 0; at < whole; at += 64) compress(state, bytes, at);
  const rest = bytes.length - whole;
  const tail = new Uint8Array(rest < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[rest] = 0x80;
  const view = new DataView(tail.buffer);
  const bits = (before + bytes.length) * 8;
  view.setUint32(tail.length - 8, Math.floor(bits / 0x100000000));
  view.setUint32(tail.length - 4, bits >>> 0);
  for (let at = 0; at < tail.length; at += 64) compress(state, tail, at);
  const out = new Uint8Array(32);
  const made = new DataView(out.buffer);
  state.forEach((word, i) => made.setUint32(4 * i, word));
  return out;
}

/** An HMAC-SHA256 under one key; the key's blocks are hashed once. */
export class Hmac {
  /** @param {Uint8Array} key */
  constructor(key) {
    const block = new Uint8Array(64);
    block.set(key.length > 64 ? sha256(key) : key);
    this.inner = START.slice();
    this.outer = START.slice();
    compress(this.inner, block.map((byte) => byte ^ 0x36), 0);
    compress(this.outer, block.map((byte) => byte ^ 0x5c), 0);
  }

  /** @param {Uint8Array} bytes @returns {Uint8Array} */
  of(bytes) {
    return sha256(sha256(bytes, this.inner, 64), this.outer, 64);
  }
}

/** @param {...Uint8Array} parts @returns {Uint8Array} */
export function join(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** @param {string} text */
export const utf8 = (text) => new TextEncoder().encode(text);

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} text */
export const unhex = (text) =>
  Uint8Array.from({ length: text.length / 2 }, (_each, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
