/**
 * Answers requests together: while one batch is under way, what is asked meanwhile waits and goes as the next one, at most `most` at a time. Nobody waits
 * for others to come. `answer` gives one answer for each request, in their order. Where it fails, all of the batch fail; or each is tried alone, where
 * `alone` says that the failure may be that of one of them.
 */
export function together<Request, Answer>(
  most: number,
  answer: (requests: readonly Request[]) => Promise<readonly Answer[]>,
  alone: (error: unknown) => boolean = () => false,
): (request: Request) => Promise<Answer> {
  let waiting: { request: Request; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  let busy = false;
  const work = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const answers = await answer(batch.map((one) => one.request));
        batch.forEach((one, at) => one.resolve(answers[at] as Answer));
      } catch (error) {
        if (batch.length === 1 || !alone(error)) for (const one of batch) one.reject(error);
        else for (const one of batch) await answer([one.request]).then(([only]) => one.resolve(only as Answer), one.reject);
      }
    }
    busy = false;
  };
  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      // a moment later, so that what one caller asks for at once is one batch
      if (!busy) queueMicrotask(() => void (busy ? undefined : work()));
    });
}
