import { useMutation, useQueryClient } from "@tanstack/react-query";
import { showProblem } from "../ui/toast.tsx";
import { noteStartedJobs } from "./started-jobs.ts";

interface Action<Input, Output> {
  run: (input: Input) => Promise<Output>;
  /** Keys of queries whose answers the action changes. */
  changes: readonly string[];
  onDone?: (output: Output, input: Input) => void;
  /** The problem is shown where the action was asked for, from the mutation's `error`. */
  isToldInPlace?: boolean;
}

/** A change on the server: asks again for what it touches, and shows the problem when it is refused. */
export function useAction<Output, Input = void>({ run, changes, onDone, isToldInPlace }: Action<Input, Output>) {
  const client = useQueryClient();
  return useMutation<Output, Error, Input>({
    mutationFn: run,
    onSuccess: (output, input) => {
      noteStartedJobs(output);
      for (const key of changes) void client.invalidateQueries({ queryKey: [key] });
      onDone?.(output, input);
    },
    onError: isToldInPlace ? () => undefined : showProblem,
  });
}
