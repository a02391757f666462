/** The doors of the portal that the phone uses: by the token of this device alone. */

import * as store from "./store.js";

const BASE = "/api/v1/pocket";

/** Tell whether this device has a token. */
export const token = async () => (await store.get("meta", "token"))?.token ?? "";

/** Call the field API; a network fault throws, every answer is returned. */
export async function call(method, path, options = {}) {
  const aborts = new AbortController();
  const timer = setTimeout(() => aborts.abort(), options.timeout ?? 60_000);
  try {
    return await fetch(BASE + path, {
      method,
      body: options.body,
      credentials: "omit",
      signal: aborts.signal,
      headers: {
        Authorization: `Bearer ${await token()}`,
        "X-Device-Time": new Date().toISOString(),
        "Accept-Language": document.documentElement.lang,
        ...options.headers,
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Bind a token to this device by the session of whoever is logged in; null where nobody is. */
export async function session() {
  const answer = await fetch("/pocket/session/", { redirect: "manual" });
  return answer.ok ? answer.json() : null;
}

export async function enrol(csrf) {
  const answer = await fetch(`${BASE}/devices`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ name: navigator.userAgent.slice(0, 200) }),
  });
  if (!answer.ok) throw new Error(`enrol ${answer.status}`);
  await store.put("meta", "token", await answer.json());
}

/** Tell the portal that this phone is logged out; without network its token is thrown away alone. */
export async function leave() {
  await call("DELETE", "/devices", { timeout: 5_000 }).catch(() => null);
}

/** Fetch the bundle unless it is the one that is here; keep it. True where it changed. */
export async function refresh() {
  const kept = await store.get("meta", "bundle");
  const headers = kept ? { "If-None-Match": kept.etag } : {};
  const answer = await call("GET", "/bundle", { headers, timeout: 20_000 });
  if (answer.status === 401) {
    return { ended: true, revoked: (await answer.json().catch(() => ({}))).code === "token_revoked" };
  }
  if (answer.status !== 200) return {};
  await store.put("meta", "bundle", {
    etag: answer.headers.get("ETag"), at: Date.now(), content: await answer.json(),
  });
  return { changed: true };
}

export const bundle = async () => store.get("meta", "bundle");
