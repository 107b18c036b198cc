// Generated from src/schemas by scripts/generate-checks.ts. Do not edit; run `node scripts/generate-checks.ts`.

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function path(prefix: string, key: string): string {
  return prefix + '.' + key;
}

function wrong(at: string, expected: string, value: unknown): string {
  const got = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return at + ': expected ' + expected + ', got ' + (got.length > 80 ? got.slice(0, 80) + '…' : got);
}

/** Null when the value is a well-formed `approve` message; otherwise what is wrong, for the person who sent it. */
export function checkApprove(value: unknown): string | null {
if (!isObject(value)) return wrong("approve", 'an object', value);
for (const key of Object.keys(value)) if (!["plan_digest","task_id","comment","decision_id","wait_id","approver","token"].includes(key)) return path("approve", key) + ': unknown field';
if (!Object.hasOwn(value, "plan_digest")) return path("approve", "plan_digest") + ': missing';
{
const field0 = value["plan_digest"];
if (typeof field0 !== 'string') return wrong(path("approve", "plan_digest"), 'a text', field0);
if (!new RegExp("^[0-9a-f]{64}$").test(field0)) return wrong(path("approve", "plan_digest"), "a text that matches ^[0-9a-f]{64}$", field0);void field0;
}
if (value["task_id"] !== undefined) {
const field0 = value["task_id"];
if (typeof field0 !== 'string') return wrong(path("approve", "task_id"), 'a text', field0);
if (!new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$").test(field0)) return wrong(path("approve", "task_id"), "a text that matches ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", field0);void field0;
}
if (value["comment"] !== undefined) {
const field0 = value["comment"];
if (typeof field0 !== 'string') return wrong(path("approve", "comment"), 'a text', field0);
if (field0.length > 10000) return wrong(path("approve", "comment"), 'at most 10000 characters', field0);
void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("approve", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("approve", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("approve", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("approve", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("approve", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("approve", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("approve", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("approve", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `reject` message; otherwise what is wrong, for the person who sent it. */
export function checkReject(value: unknown): string | null {
if (!isObject(value)) return wrong("reject", 'an object', value);
for (const key of Object.keys(value)) if (!["plan_digest","reason","task_id","decision_id","wait_id","approver","token"].includes(key)) return path("reject", key) + ': unknown field';
if (!Object.hasOwn(value, "plan_digest")) return path("reject", "plan_digest") + ': missing';
{
const field0 = value["plan_digest"];
if (typeof field0 !== 'string') return wrong(path("reject", "plan_digest"), 'a text', field0);
if (!new RegExp("^[0-9a-f]{64}$").test(field0)) return wrong(path("reject", "plan_digest"), "a text that matches ^[0-9a-f]{64}$", field0);void field0;
}
if (!Object.hasOwn(value, "reason")) return path("reject", "reason") + ': missing';
{
const field0 = value["reason"];
if (typeof field0 !== 'string') return wrong(path("reject", "reason"), 'a text', field0);
if (field0.length < 1) return wrong(path("reject", "reason"), 'at least 1 characters', field0);
if (field0.length > 10000) return wrong(path("reject", "reason"), 'at most 10000 characters', field0);
void field0;
}
if (value["task_id"] !== undefined) {
const field0 = value["task_id"];
if (typeof field0 !== 'string') return wrong(path("reject", "task_id"), 'a text', field0);
if (!new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$").test(field0)) return wrong(path("reject", "task_id"), "a text that matches ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", field0);void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("reject", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("reject", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("reject", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("reject", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("reject", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("reject", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("reject", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("reject", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `answer` message; otherwise what is wrong, for the person who sent it. */
export function checkAnswer(value: unknown): string | null {
if (!isObject(value)) return wrong("answer", 'an object', value);
for (const key of Object.keys(value)) if (!["answers","use_defaults","decision_id","wait_id","approver","token"].includes(key)) return path("answer", key) + ': unknown field';
if (!Object.hasOwn(value, "answers")) return path("answer", "answers") + ': missing';
{
const field0 = value["answers"];
if (!isObject(field0)) return wrong(path("answer", "answers"), 'an object', field0);
for (const [key1, entry1] of Object.entries(field0)) {
if (key1 === '__proto__') return path(path("answer", "answers"), key1) + ': not allowed';
void entry1;
}
void field0;
}
if (value["use_defaults"] !== undefined) {
const field0 = value["use_defaults"];
if (typeof field0 !== 'boolean') return wrong(path("answer", "use_defaults"), 'true or false', field0);
void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("answer", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("answer", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("answer", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("answer", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("answer", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("answer", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("answer", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("answer", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `modify` message; otherwise what is wrong, for the person who sent it. */
export function checkModify(value: unknown): string | null {
if (!isObject(value)) return wrong("modify", 'an object', value);
for (const key of Object.keys(value)) if (!["base_digest","dag_modification","reason","check_only","decision_id","wait_id","approver","token"].includes(key)) return path("modify", key) + ': unknown field';
if (!Object.hasOwn(value, "base_digest")) return path("modify", "base_digest") + ': missing';
{
const field0 = value["base_digest"];
if (typeof field0 !== 'string') return wrong(path("modify", "base_digest"), 'a text', field0);
if (!new RegExp("^[0-9a-f]{64}$").test(field0)) return wrong(path("modify", "base_digest"), "a text that matches ^[0-9a-f]{64}$", field0);void field0;
}
if (!Object.hasOwn(value, "dag_modification")) return path("modify", "dag_modification") + ': missing';
{
const field0 = value["dag_modification"];
{
const fits1_0 = (value1: unknown): string | null => {
if (!isObject(value1)) return wrong(path("modify", "dag_modification"), 'an object', value1);
if (!Object.hasOwn(value1, "action")) return path(path("modify", "dag_modification"), "action") + ': missing';
{
const field2 = value1["action"];
if (field2 !== "insert_node" && field2 !== "remove_node" && field2 !== "replace_node" && field2 !== "retry_node" && field2 !== "skip_node" && field2 !== "rewire") return wrong(path(path("modify", "dag_modification"), "action"), "one of \"insert_node\", \"remove_node\", \"replace_node\", \"retry_node\", \"skip_node\", \"rewire\"", field2);
void field2;
}
return null;
};
const fits1_1 = (value1: unknown): string | null => {
if (!Array.isArray(value1)) return wrong(path("modify", "dag_modification"), 'a list', value1);
for (const [index2, item2] of value1.entries()) {
if (!isObject(item2)) return wrong(path("modify", "dag_modification") + '[' + String(index2) + ']', 'an object', item2);
if (!Object.hasOwn(item2, "action")) return path(path("modify", "dag_modification") + '[' + String(index2) + ']', "action") + ': missing';
{
const field3 = item2["action"];
if (field3 !== "insert_node" && field3 !== "remove_node" && field3 !== "replace_node" && field3 !== "retry_node" && field3 !== "skip_node" && field3 !== "rewire") return wrong(path(path("modify", "dag_modification") + '[' + String(index2) + ']', "action"), "one of \"insert_node\", \"remove_node\", \"replace_node\", \"retry_node\", \"skip_node\", \"rewire\"", field3);
void field3;
}
}
return null;
};
const failures = [fits1_0(field0), fits1_1(field0)];
if (failures.every((failure) => failure !== null)) return failures[failures.length - 1] ?? null;
}
void field0;
}
if (!Object.hasOwn(value, "reason")) return path("modify", "reason") + ': missing';
{
const field0 = value["reason"];
if (typeof field0 !== 'string') return wrong(path("modify", "reason"), 'a text', field0);
if (field0.length > 10000) return wrong(path("modify", "reason"), 'at most 10000 characters', field0);
void field0;
}
if (value["check_only"] !== undefined) {
const field0 = value["check_only"];
if (typeof field0 !== 'boolean') return wrong(path("modify", "check_only"), 'true or false', field0);
void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("modify", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("modify", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("modify", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("modify", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("modify", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("modify", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("modify", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("modify", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `decideAugmentation` message; otherwise what is wrong, for the person who sent it. */
export function checkDecideAugmentation(value: unknown): string | null {
if (!isObject(value)) return wrong("decideAugmentation", 'an object', value);
for (const key of Object.keys(value)) if (!["augmentation_id","plan_digest","accept","decision_id","wait_id","approver","token"].includes(key)) return path("decideAugmentation", key) + ': unknown field';
if (!Object.hasOwn(value, "augmentation_id")) return path("decideAugmentation", "augmentation_id") + ': missing';
{
const field0 = value["augmentation_id"];
if (typeof field0 !== 'string') return wrong(path("decideAugmentation", "augmentation_id"), 'a text', field0);
if (!new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$").test(field0)) return wrong(path("decideAugmentation", "augmentation_id"), "a text that matches ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", field0);void field0;
}
if (!Object.hasOwn(value, "plan_digest")) return path("decideAugmentation", "plan_digest") + ': missing';
{
const field0 = value["plan_digest"];
if (typeof field0 !== 'string') return wrong(path("decideAugmentation", "plan_digest"), 'a text', field0);
if (!new RegExp("^[0-9a-f]{64}$").test(field0)) return wrong(path("decideAugmentation", "plan_digest"), "a text that matches ^[0-9a-f]{64}$", field0);void field0;
}
if (!Object.hasOwn(value, "accept")) return path("decideAugmentation", "accept") + ': missing';
{
const field0 = value["accept"];
if (typeof field0 !== 'boolean') return wrong(path("decideAugmentation", "accept"), 'true or false', field0);
void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("decideAugmentation", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("decideAugmentation", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("decideAugmentation", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("decideAugmentation", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("decideAugmentation", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("decideAugmentation", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("decideAugmentation", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("decideAugmentation", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `pause` message; otherwise what is wrong, for the person who sent it. */
export function checkPause(value: unknown): string | null {
if (!isObject(value)) return wrong("pause", 'an object', value);
for (const key of Object.keys(value)) if (!["reason","decision_id","wait_id","approver","token"].includes(key)) return path("pause", key) + ': unknown field';
if (value["reason"] !== undefined) {
const field0 = value["reason"];
if (typeof field0 !== 'string') return wrong(path("pause", "reason"), 'a text', field0);
if (field0.length > 10000) return wrong(path("pause", "reason"), 'at most 10000 characters', field0);
void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("pause", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("pause", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("pause", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("pause", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("pause", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("pause", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("pause", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("pause", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `resume` message; otherwise what is wrong, for the person who sent it. */
export function checkResume(value: unknown): string | null {
if (!isObject(value)) return wrong("resume", 'an object', value);
for (const key of Object.keys(value)) if (!["reason","decision_id","wait_id","approver","token"].includes(key)) return path("resume", key) + ': unknown field';
if (value["reason"] !== undefined) {
const field0 = value["reason"];
if (typeof field0 !== 'string') return wrong(path("resume", "reason"), 'a text', field0);
if (field0.length > 10000) return wrong(path("resume", "reason"), 'at most 10000 characters', field0);
void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("resume", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("resume", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("resume", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("resume", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("resume", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("resume", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("resume", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("resume", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `rollback` message; otherwise what is wrong, for the person who sent it. */
export function checkRollback(value: unknown): string | null {
if (!isObject(value)) return wrong("rollback", 'an object', value);
for (const key of Object.keys(value)) if (!["reason","from_task","decision_id","wait_id","approver","token"].includes(key)) return path("rollback", key) + ': unknown field';
if (value["reason"] !== undefined) {
const field0 = value["reason"];
if (typeof field0 !== 'string') return wrong(path("rollback", "reason"), 'a text', field0);
if (field0.length > 10000) return wrong(path("rollback", "reason"), 'at most 10000 characters', field0);
void field0;
}
if (value["from_task"] !== undefined) {
const field0 = value["from_task"];
if (typeof field0 !== 'string') return wrong(path("rollback", "from_task"), 'a text', field0);
if (!new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$").test(field0)) return wrong(path("rollback", "from_task"), "a text that matches ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", field0);void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("rollback", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("rollback", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("rollback", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("rollback", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("rollback", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("rollback", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("rollback", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("rollback", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `revise` message; otherwise what is wrong, for the person who sent it. */
export function checkRevise(value: unknown): string | null {
if (!isObject(value)) return wrong("revise", 'an object', value);
for (const key of Object.keys(value)) if (!["feedback","plan_digest","alternative","decision_id","wait_id","approver","token"].includes(key)) return path("revise", key) + ': unknown field';
if (!Object.hasOwn(value, "feedback")) return path("revise", "feedback") + ': missing';
{
const field0 = value["feedback"];
if (typeof field0 !== 'string') return wrong(path("revise", "feedback"), 'a text', field0);
if (field0.length < 1) return wrong(path("revise", "feedback"), 'at least 1 characters', field0);
if (field0.length > 100000) return wrong(path("revise", "feedback"), 'at most 100000 characters', field0);
void field0;
}
if (!Object.hasOwn(value, "plan_digest")) return path("revise", "plan_digest") + ': missing';
{
const field0 = value["plan_digest"];
if (typeof field0 !== 'string') return wrong(path("revise", "plan_digest"), 'a text', field0);
if (!new RegExp("^[0-9a-f]{64}$").test(field0)) return wrong(path("revise", "plan_digest"), "a text that matches ^[0-9a-f]{64}$", field0);void field0;
}
if (value["alternative"] !== undefined) {
const field0 = value["alternative"];
if (typeof field0 !== 'number' || !Number.isInteger(field0)) return wrong(path("revise", "alternative"), 'a number', field0);
if (field0 < 1) return wrong(path("revise", "alternative"), 'at least 1', field0);
void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("revise", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("revise", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("revise", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("revise", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("revise", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("revise", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("revise", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("revise", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `replacePlan` message; otherwise what is wrong, for the person who sent it. */
export function checkReplacePlan(value: unknown): string | null {
if (!isObject(value)) return wrong("replacePlan", 'an object', value);
for (const key of Object.keys(value)) if (!["plan_sha256","base_digest","decision_id","wait_id","approver","token"].includes(key)) return path("replacePlan", key) + ': unknown field';
if (!Object.hasOwn(value, "plan_sha256")) return path("replacePlan", "plan_sha256") + ': missing';
{
const field0 = value["plan_sha256"];
if (typeof field0 !== 'string') return wrong(path("replacePlan", "plan_sha256"), 'a text', field0);
if (!new RegExp("^[0-9a-f]{64}$").test(field0)) return wrong(path("replacePlan", "plan_sha256"), "a text that matches ^[0-9a-f]{64}$", field0);void field0;
}
if (!Object.hasOwn(value, "base_digest")) return path("replacePlan", "base_digest") + ': missing';
{
const field0 = value["base_digest"];
if (typeof field0 !== 'string') return wrong(path("replacePlan", "base_digest"), 'a text', field0);
if (!new RegExp("^[0-9a-f]{64}$").test(field0)) return wrong(path("replacePlan", "base_digest"), "a text that matches ^[0-9a-f]{64}$", field0);void field0;
}
if (value["decision_id"] !== undefined) {
const field0 = value["decision_id"];
if (typeof field0 !== 'string') return wrong(path("replacePlan", "decision_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("replacePlan", "decision_id"), 'at most 200 characters', field0);
void field0;
}
if (value["wait_id"] !== undefined) {
const field0 = value["wait_id"];
if (typeof field0 !== 'string') return wrong(path("replacePlan", "wait_id"), 'a text', field0);
if (field0.length > 200) return wrong(path("replacePlan", "wait_id"), 'at most 200 characters', field0);
void field0;
}
if (value["approver"] !== undefined) {
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("replacePlan", "approver"), 'a text', field0);
if (field0.length > 200) return wrong(path("replacePlan", "approver"), 'at most 200 characters', field0);
void field0;
}
if (value["token"] !== undefined) {
const field0 = value["token"];
if (typeof field0 !== 'string') return wrong(path("replacePlan", "token"), 'a text', field0);
if (field0.length > 10000) return wrong(path("replacePlan", "token"), 'at most 10000 characters', field0);
void field0;
}
return null;
}

/** Null when the value is a well-formed `nestedNote` message; otherwise what is wrong, for the person who sent it. */
export function checkNestedNote(value: unknown): string | null {
if (!isObject(value)) return wrong("nestedNote", 'an object', value);
for (const key of Object.keys(value)) if (!["child","waiting"].includes(key)) return path("nestedNote", key) + ': unknown field';
if (!Object.hasOwn(value, "child")) return path("nestedNote", "child") + ': missing';
{
const field0 = value["child"];
if (typeof field0 !== 'string') return wrong(path("nestedNote", "child"), 'a text', field0);
if (field0.length > 1000) return wrong(path("nestedNote", "child"), 'at most 1000 characters', field0);
void field0;
}
if (!Object.hasOwn(value, "waiting")) return path("nestedNote", "waiting") + ': missing';
{
const field0 = value["waiting"];
{
const fits1_0 = (value1: unknown): string | null => {
if (!isObject(value1)) return wrong(path("nestedNote", "waiting"), 'an object', value1);
for (const key of Object.keys(value1)) if (!["run","title"].includes(key)) return path(path("nestedNote", "waiting"), key) + ': unknown field';
if (!Object.hasOwn(value1, "run")) return path(path("nestedNote", "waiting"), "run") + ': missing';
{
const field2 = value1["run"];
if (typeof field2 !== 'string') return wrong(path(path("nestedNote", "waiting"), "run"), 'a text', field2);
if (field2.length > 1000) return wrong(path(path("nestedNote", "waiting"), "run"), 'at most 1000 characters', field2);
void field2;
}
if (!Object.hasOwn(value1, "title")) return path(path("nestedNote", "waiting"), "title") + ': missing';
{
const field2 = value1["title"];
if (typeof field2 !== 'string') return wrong(path(path("nestedNote", "waiting"), "title"), 'a text', field2);
if (field2.length > 500) return wrong(path(path("nestedNote", "waiting"), "title"), 'at most 500 characters', field2);
void field2;
}
return null;
};
const fits1_1 = (value1: unknown): string | null => {
if (value1 !== null) return wrong(path("nestedNote", "waiting"), 'null', value1);
return null;
};
const failures = [fits1_0(field0), fits1_1(field0)];
if (failures.every((failure) => failure !== null)) return failures[failures.length - 1] ?? null;
}
void field0;
}
return null;
}

/** Null when the value is a well-formed `goalRun` message; otherwise what is wrong, for the person who sent it. */
export function checkGoalRun(value: unknown): string | null {
if (!isObject(value)) return wrong("goalRun", 'an object', value);
for (const key of Object.keys(value)) if (!["goal","packs","attachments","inputs","wants","budget_usd","deadline","model","plan_sha256","policy_sha256","objective","advance","approver","plan_only","nested"].includes(key)) return path("goalRun", key) + ': unknown field';
if (!Object.hasOwn(value, "goal")) return path("goalRun", "goal") + ': missing';
{
const field0 = value["goal"];
if (typeof field0 !== 'string') return wrong(path("goalRun", "goal"), 'a text', field0);
void field0;
}
if (!Object.hasOwn(value, "packs")) return path("goalRun", "packs") + ': missing';
{
const field0 = value["packs"];
if (!Array.isArray(field0)) return wrong(path("goalRun", "packs"), 'a list', field0);
for (const [index1, item1] of field0.entries()) {
if (typeof item1 !== 'string') return wrong(path("goalRun", "packs") + '[' + String(index1) + ']', 'a text', item1);
if (!new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$").test(item1)) return wrong(path("goalRun", "packs") + '[' + String(index1) + ']', "a text that matches ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", item1);}
void field0;
}
if (!Object.hasOwn(value, "attachments")) return path("goalRun", "attachments") + ': missing';
{
const field0 = value["attachments"];
if (!Array.isArray(field0)) return wrong(path("goalRun", "attachments"), 'a list', field0);
for (const [index1, item1] of field0.entries()) {
if (!isObject(item1)) return wrong(path("goalRun", "attachments") + '[' + String(index1) + ']', 'an object', item1);
for (const key of Object.keys(item1)) if (!["name","sha256","bytes","media_type","declared_kind"].includes(key)) return path(path("goalRun", "attachments") + '[' + String(index1) + ']', key) + ': unknown field';
if (!Object.hasOwn(item1, "name")) return path(path("goalRun", "attachments") + '[' + String(index1) + ']', "name") + ': missing';
{
const field2 = item1["name"];
if (typeof field2 !== 'string') return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "name"), 'a text', field2);
if (field2.length < 1) return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "name"), 'at least 1 characters', field2);
if (field2.length > 200) return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "name"), 'at most 200 characters', field2);
void field2;
}
if (!Object.hasOwn(item1, "sha256")) return path(path("goalRun", "attachments") + '[' + String(index1) + ']', "sha256") + ': missing';
{
const field2 = item1["sha256"];
if (typeof field2 !== 'string') return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "sha256"), 'a text', field2);
if (!new RegExp("^[0-9a-f]{64}$").test(field2)) return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "sha256"), "a text that matches ^[0-9a-f]{64}$", field2);void field2;
}
if (!Object.hasOwn(item1, "bytes")) return path(path("goalRun", "attachments") + '[' + String(index1) + ']', "bytes") + ': missing';
{
const field2 = item1["bytes"];
if (typeof field2 !== 'number' || !Number.isInteger(field2)) return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "bytes"), 'a number', field2);
if (field2 < 0) return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "bytes"), 'at least 0', field2);
void field2;
}
if (!Object.hasOwn(item1, "media_type")) return path(path("goalRun", "attachments") + '[' + String(index1) + ']', "media_type") + ': missing';
{
const field2 = item1["media_type"];
if (typeof field2 !== 'string') return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "media_type"), 'a text', field2);
void field2;
}
if (item1["declared_kind"] !== undefined) {
const field2 = item1["declared_kind"];
if (typeof field2 !== 'string') return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "declared_kind"), 'a text', field2);
if (!new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$").test(field2)) return wrong(path(path("goalRun", "attachments") + '[' + String(index1) + ']', "declared_kind"), "a text that matches ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", field2);void field2;
}
}
void field0;
}
if (!Object.hasOwn(value, "inputs")) return path("goalRun", "inputs") + ': missing';
{
const field0 = value["inputs"];
if (!isObject(field0)) return wrong(path("goalRun", "inputs"), 'an object', field0);
for (const [key1, entry1] of Object.entries(field0)) {
if (key1 === '__proto__') return path(path("goalRun", "inputs"), key1) + ': not allowed';
void entry1;
}
void field0;
}
if (!Object.hasOwn(value, "wants")) return path("goalRun", "wants") + ': missing';
{
const field0 = value["wants"];
if (!Array.isArray(field0)) return wrong(path("goalRun", "wants"), 'a list', field0);
for (const [index1, item1] of field0.entries()) {
if (typeof item1 !== 'string') return wrong(path("goalRun", "wants") + '[' + String(index1) + ']', 'a text', item1);
}
void field0;
}
if (!Object.hasOwn(value, "budget_usd")) return path("goalRun", "budget_usd") + ': missing';
{
const field0 = value["budget_usd"];
{
const fits1_0 = (value1: unknown): string | null => {
if (typeof value1 !== 'number' || !Number.isFinite(value1)) return wrong(path("goalRun", "budget_usd"), 'a number', value1);
if (value1 < 0) return wrong(path("goalRun", "budget_usd"), 'at least 0', value1);
return null;
};
const fits1_1 = (value1: unknown): string | null => {
if (value1 !== null) return wrong(path("goalRun", "budget_usd"), 'null', value1);
return null;
};
const failures = [fits1_0(field0), fits1_1(field0)];
if (failures.every((failure) => failure !== null)) return failures[failures.length - 1] ?? null;
}
void field0;
}
if (!Object.hasOwn(value, "deadline")) return path("goalRun", "deadline") + ': missing';
{
const field0 = value["deadline"];
{
const fits1_0 = (value1: unknown): string | null => {
if (typeof value1 !== 'string') return wrong(path("goalRun", "deadline"), 'a text', value1);
if (!new RegExp("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$").test(value1)) return wrong(path("goalRun", "deadline"), "a text that matches ^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$", value1);return null;
};
const fits1_1 = (value1: unknown): string | null => {
if (value1 !== null) return wrong(path("goalRun", "deadline"), 'null', value1);
return null;
};
const failures = [fits1_0(field0), fits1_1(field0)];
if (failures.every((failure) => failure !== null)) return failures[failures.length - 1] ?? null;
}
void field0;
}
if (!Object.hasOwn(value, "model")) return path("goalRun", "model") + ': missing';
{
const field0 = value["model"];
void field0;
}
if (!Object.hasOwn(value, "plan_sha256")) return path("goalRun", "plan_sha256") + ': missing';
{
const field0 = value["plan_sha256"];
{
const fits1_0 = (value1: unknown): string | null => {
if (typeof value1 !== 'string') return wrong(path("goalRun", "plan_sha256"), 'a text', value1);
if (!new RegExp("^[0-9a-f]{64}$").test(value1)) return wrong(path("goalRun", "plan_sha256"), "a text that matches ^[0-9a-f]{64}$", value1);return null;
};
const fits1_1 = (value1: unknown): string | null => {
if (value1 !== null) return wrong(path("goalRun", "plan_sha256"), 'null', value1);
return null;
};
const failures = [fits1_0(field0), fits1_1(field0)];
if (failures.every((failure) => failure !== null)) return failures[failures.length - 1] ?? null;
}
void field0;
}
if (!Object.hasOwn(value, "policy_sha256")) return path("goalRun", "policy_sha256") + ': missing';
{
const field0 = value["policy_sha256"];
{
const fits1_0 = (value1: unknown): string | null => {
if (typeof value1 !== 'string') return wrong(path("goalRun", "policy_sha256"), 'a text', value1);
if (!new RegExp("^[0-9a-f]{64}$").test(value1)) return wrong(path("goalRun", "policy_sha256"), "a text that matches ^[0-9a-f]{64}$", value1);return null;
};
const fits1_1 = (value1: unknown): string | null => {
if (value1 !== null) return wrong(path("goalRun", "policy_sha256"), 'null', value1);
return null;
};
const failures = [fits1_0(field0), fits1_1(field0)];
if (failures.every((failure) => failure !== null)) return failures[failures.length - 1] ?? null;
}
void field0;
}
if (!Object.hasOwn(value, "objective")) return path("goalRun", "objective") + ': missing';
{
const field0 = value["objective"];
{
const fits1_0 = (value1: unknown): string | null => {
if (value1 !== "time" && value1 !== "money" && value1 !== "risk" && value1 !== "waits") return wrong(path("goalRun", "objective"), "one of \"time\", \"money\", \"risk\", \"waits\"", value1);
return null;
};
const fits1_1 = (value1: unknown): string | null => {
if (value1 !== null) return wrong(path("goalRun", "objective"), 'null', value1);
return null;
};
const failures = [fits1_0(field0), fits1_1(field0)];
if (failures.every((failure) => failure !== null)) return failures[failures.length - 1] ?? null;
}
void field0;
}
if (!Object.hasOwn(value, "advance")) return path("goalRun", "advance") + ': missing';
{
const field0 = value["advance"];
{
const fits1_0 = (value1: unknown): string | null => {
if (!isObject(value1)) return wrong(path("goalRun", "advance"), 'an object', value1);
for (const key of Object.keys(value1)) if (!["approver","effects","defaults"].includes(key)) return path(path("goalRun", "advance"), key) + ': unknown field';
if (!Object.hasOwn(value1, "approver")) return path(path("goalRun", "advance"), "approver") + ': missing';
{
const field2 = value1["approver"];
if (typeof field2 !== 'string') return wrong(path(path("goalRun", "advance"), "approver"), 'a text', field2);
void field2;
}
if (!Object.hasOwn(value1, "effects")) return path(path("goalRun", "advance"), "effects") + ': missing';
{
const field2 = value1["effects"];
if (!Array.isArray(field2)) return wrong(path(path("goalRun", "advance"), "effects"), 'a list', field2);
for (const [index3, item3] of field2.entries()) {
if (item3 !== "none" && item3 !== "read" && item3 !== "write" && item3 !== "destructive") return wrong(path(path("goalRun", "advance"), "effects") + '[' + String(index3) + ']', "one of \"none\", \"read\", \"write\", \"destructive\"", item3);
}
void field2;
}
if (!Object.hasOwn(value1, "defaults")) return path(path("goalRun", "advance"), "defaults") + ': missing';
{
const field2 = value1["defaults"];
if (typeof field2 !== 'boolean') return wrong(path(path("goalRun", "advance"), "defaults"), 'true or false', field2);
void field2;
}
return null;
};
const fits1_1 = (value1: unknown): string | null => {
if (value1 !== null) return wrong(path("goalRun", "advance"), 'null', value1);
return null;
};
const failures = [fits1_0(field0), fits1_1(field0)];
if (failures.every((failure) => failure !== null)) return failures[failures.length - 1] ?? null;
}
void field0;
}
if (!Object.hasOwn(value, "approver")) return path("goalRun", "approver") + ': missing';
{
const field0 = value["approver"];
if (typeof field0 !== 'string') return wrong(path("goalRun", "approver"), 'a text', field0);
void field0;
}
if (value["plan_only"] !== undefined) {
const field0 = value["plan_only"];
if (typeof field0 !== 'boolean') return wrong(path("goalRun", "plan_only"), 'true or false', field0);
void field0;
}
if (value["nested"] !== undefined) {
const field0 = value["nested"];
if (!isObject(field0)) return wrong(path("goalRun", "nested"), 'an object', field0);
for (const key of Object.keys(field0)) if (!["workflow_id","revision","task_id","iteration","depth","own","answers","varied"].includes(key)) return path(path("goalRun", "nested"), key) + ': unknown field';
if (!Object.hasOwn(field0, "workflow_id")) return path(path("goalRun", "nested"), "workflow_id") + ': missing';
{
const field1 = field0["workflow_id"];
if (typeof field1 !== 'string') return wrong(path(path("goalRun", "nested"), "workflow_id"), 'a text', field1);
void field1;
}
if (!Object.hasOwn(field0, "revision")) return path(path("goalRun", "nested"), "revision") + ': missing';
{
const field1 = field0["revision"];
if (typeof field1 !== 'number' || !Number.isInteger(field1)) return wrong(path(path("goalRun", "nested"), "revision"), 'a number', field1);
if (field1 <= 0) return wrong(path(path("goalRun", "nested"), "revision"), 'more than 0', field1);void field1;
}
if (!Object.hasOwn(field0, "task_id")) return path(path("goalRun", "nested"), "task_id") + ': missing';
{
const field1 = field0["task_id"];
if (typeof field1 !== 'string') return wrong(path(path("goalRun", "nested"), "task_id"), 'a text', field1);
if (!new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$").test(field1)) return wrong(path(path("goalRun", "nested"), "task_id"), "a text that matches ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", field1);void field1;
}
if (!Object.hasOwn(field0, "iteration")) return path(path("goalRun", "nested"), "iteration") + ': missing';
{
const field1 = field0["iteration"];
if (typeof field1 !== 'number' || !Number.isInteger(field1)) return wrong(path(path("goalRun", "nested"), "iteration"), 'a number', field1);
if (field1 < 0) return wrong(path(path("goalRun", "nested"), "iteration"), 'at least 0', field1);
void field1;
}
if (!Object.hasOwn(field0, "depth")) return path(path("goalRun", "nested"), "depth") + ': missing';
{
const field1 = field0["depth"];
if (typeof field1 !== 'number' || !Number.isInteger(field1)) return wrong(path(path("goalRun", "nested"), "depth"), 'a number', field1);
if (field1 <= 0) return wrong(path(path("goalRun", "nested"), "depth"), 'more than 0', field1);void field1;
}
if (!Object.hasOwn(field0, "own")) return path(path("goalRun", "nested"), "own") + ': missing';
{
const field1 = field0["own"];
if (!Array.isArray(field1)) return wrong(path(path("goalRun", "nested"), "own"), 'a list', field1);
for (const [index2, item2] of field1.entries()) {
if (typeof item2 !== 'string') return wrong(path(path("goalRun", "nested"), "own") + '[' + String(index2) + ']', 'a text', item2);
if (!new RegExp("^[0-9a-f]{64}$").test(item2)) return wrong(path(path("goalRun", "nested"), "own") + '[' + String(index2) + ']', "a text that matches ^[0-9a-f]{64}$", item2);}
void field1;
}
if (!Object.hasOwn(field0, "answers")) return path(path("goalRun", "nested"), "answers") + ': missing';
{
const field1 = field0["answers"];
if (!isObject(field1)) return wrong(path(path("goalRun", "nested"), "answers"), 'an object', field1);
for (const [key2, entry2] of Object.entries(field1)) {
if (key2 === '__proto__') return path(path(path("goalRun", "nested"), "answers"), key2) + ': not allowed';
void entry2;
}
void field1;
}
if (!Object.hasOwn(field0, "varied")) return path(path("goalRun", "nested"), "varied") + ': missing';
{
const field1 = field0["varied"];
if (!isObject(field1)) return wrong(path(path("goalRun", "nested"), "varied"), 'an object', field1);
for (const [key2, entry2] of Object.entries(field1)) {
if (key2 === '__proto__') return path(path(path("goalRun", "nested"), "varied"), key2) + ': not allowed';
void entry2;
}
void field1;
}
void field0;
}
return null;
}
