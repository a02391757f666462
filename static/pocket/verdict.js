/**
 * The twin of the portal's rules (matters/rules/lines.py, verdicts.py, enforcement/rules/tasks.py),
 * so that the phone judges without network as the portal does with it. Both are held to the same
 * vectors (tests/enforcement/vectors/verdicts.json). Points are exact: BigInt in millionths.
 */

const MOST_ROUNDS = 20;
const GRAVITY = ["passed", "minor", "serious"];
const KINDS = ["key_failed", "failed", "score"];
export const OUTCOMES = {
  passed: ["passed"],
  minor: ["rectify_now", "rectify_by", "refer_to_case", "transferred"],
  serious: ["rectify_by", "refer_to_case", "transferred"],
  unchecked: ["unable"],
  incomplete: [],
};
const FINDINGS = ["confirmed", "benign_true", "false", "cannot_verify"];

/** Return "3", or "3-2" in the second round. */
export const suffix = (order, round) => (round === 1 ? String(order) : `${order}-${round}`);

/** Return the lines in the order they are answered, those of a group once for each round. */
export function slots(lines, rounds) {
  const found = [];
  for (let at = 0; at < lines.length;) {
    const { group } = lines[at];
    let end = at + 1;
    while (group && end < lines.length && lines[end].group === group) end += 1;
    const count = group ? Math.min(Math.max(rounds[group] ?? 1, 1), MOST_ROUNDS) : 1;
    for (let round = 1; round <= count; round += 1) {
      for (const line of lines.slice(at, end)) found.push({ line, round, key: suffix(line.order, round) });
    }
    at = end;
  }
  return found;
}

/** Return the slots that are asked, given the answers (codes by slot key). */
export function asked(every, answers) {
  const open_ = new Set();
  const groups = new Map(every.map(({ line }) => [line.order, line.group]));
  return every.filter(({ line, round, key }) => {
    if (line.when_line !== null && line.when_line !== undefined) {
      const same = line.group && groups.get(line.when_line) === line.group;
      const before = suffix(line.when_line, same ? round : 1);
      if (!open_.has(before) || !line.when_answers.includes(answers[before] ?? "")) return false;
    }
    open_.add(key);
    return true;
  });
}

export const optionOf = (line, code) => line.options.find((each) => each.code === code) ?? null;

function millionths(text) {
  const [whole, part = ""] = String(text).split(".");
  return BigInt(whole + part.slice(0, 6).padEnd(6, "0"));
}

const checked = (line) => line.means === "passed" || line.means === "failed";

/** Judge a check. Lines are {key, means, is_key, score, share}; numbers are texts. */
export function evaluate(verdict, lines) {
  const rescale = verdict.rescale ?? true;
  let earned = 0n;
  let possible = 0n;
  const why = {};
  for (const line of lines) {
    why[line.key] = meaning(line);
    const score = millionths(line.score ?? "0");
    if (!score || (line.means === "not_applicable" && rescale)) continue;
    if (line.means !== "not_applicable" && !checked(line)) continue;
    possible += score * 1_000_000n;
    earned += score * (line.means === "not_applicable" ? 1_000_000n : millionths(line.share ?? "0"));
  }
  // Tenths of a per cent, half up.
  const percent = possible ? (earned * 2000n + possible) / (possible * 2n) : null;
  const rules = verdict.rules.map((rule) => apply(rule, lines, percent));
  const decisive = rules.filter((each) => each.applies).sort(byGravity)[0] ?? null;
  return { result: resultOf(lines, decisive), why, rules, percent, decisive };
}

function resultOf(lines, decisive) {
  if (!lines.some(checked)) return "unchecked";
  if (decisive && decisive.rule.when !== "score") return decisive.rule.result;
  const open_ = lines.some((line) => line.is_key && !checked(line) && line.means !== "not_applicable");
  if (open_) return "incomplete";
  return decisive ? decisive.rule.result : "passed";
}

function byGravity({ rule: one }, { rule: other }) {
  return GRAVITY.indexOf(other.result) - GRAVITY.indexOf(one.result)
    || KINDS.indexOf(one.when) - KINDS.indexOf(other.when)
    || Number(one.below ?? 0) - Number(other.below ?? 0);
}

function apply(rule, lines, percent) {
  if (rule.when === "score") {
    const applies = percent !== null && percent * 100_000n < millionths(rule.below);
    return { rule, counted: percent === null ? null : Number(percent) / 10, applies, lines: [] };
  }
  const failed = lines.filter((line) => line.means === "failed" && (line.is_key || rule.when === "failed"));
  return { rule, counted: failed.length, applies: failed.length >= (rule.least ?? 1), lines: failed.map((line) => line.key) };
}

function meaning(line) {
  if (line.means === "passed" || line.means === "not_applicable") return line.means;
  const plain = line.means === "failed" ? "failed" : "open";
  return line.is_key ? `key_${plain}` : plain;
}

/** Return the outcomes that fit, the proposed one first. */
export function outcomesOf(judgement) {
  const failed = Object.values(judgement.why).includes("failed");
  if (judgement.result === "passed" && failed) return ["rectify_now", "rectify_by", "passed"];
  return OUTCOMES[judgement.result];
}

export const findingsOf = (judgement) => (judgement.result === "unchecked" ? ["cannot_verify"] : FINDINGS);

/** Return what is missing in one line (a LineFault), or an empty text. */
export function lineFault(line) {
  if (!line.means) return "unanswered";
  if (checked(line) && line.photo_required && !line.photos) return "photo_missing";
  if (line.means === "failed" && !line.has_note && !line.photos) return "note_missing";
  return "";
}
