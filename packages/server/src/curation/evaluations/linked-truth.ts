import { isProblem, Problem } from "@pomona/contract/problems";

/**
 * Reads the filters of a truth. Where they cannot be read any more, as something that they name is gone, the problem says
 * whose linked truth it is and how to link another; `linked` is undefined for a truth that was given with the request.
 */
export async function readingTruth<T>(linked: { function: string } | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!linked || !isProblem(error) || error.status < 400 || error.status >= 499) throw error;
    throw new Problem(
      error.code,
      { detail: `${error.message} ${mendOf(linked)}`, fields: error.fields },
      { cause: error },
    );
  }
}

const mendOf = ({ function: name }: { function: string }): string =>
  `It is in the linked truth of the function ${JSON.stringify(name)}: pomona function eval ${JSON.stringify(name)} --label LABEL --set-truth (or --where FILTER) links it to another.`;
