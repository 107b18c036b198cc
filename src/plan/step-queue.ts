/** A binary heap of numbers, smallest first: the ready tasks in the order in which they may start. */
export type StepQueue = number[];

/** Adds a key in O(log n). */
export function enqueue(queue: StepQueue, key: number): void {
  let at = queue.push(key) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((queue[parent] ?? 0) <= key) break;
    queue[at] = queue[parent] ?? 0;
    at = parent;
  }
  queue[at] = key;
}

/** Removes and returns the smallest key in O(log n), or undefined where the queue is empty. */
export function dequeue(queue: StepQueue): number | undefined {
  const first = queue[0];
  const last = queue.pop();
  if (first === undefined || last === undefined || queue.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= queue.length) break;
    if (child + 1 < queue.length && (queue[child + 1] ?? 0) < (queue[child] ?? 0)) child += 1;
    const smaller = queue[child] ?? 0;
    if (smaller >= last) break;
    queue[at] = smaller;
    at = child;
  }
  queue[at] = last;
  return first;
}

/** Key of a task in the queue: by priority (1 first), then by its place in the plan. Plans have fewer than a million tasks. */
export function queueKey(priority: number, at: number): number {
  return Math.max(0, priority) * 1_000_000 + at;
}

/** Place in the plan of the task with this key. */
export function keyOf(key: number): number {
  return key % 1_000_000;
}
