/** Shows that parts run, share memory and fail: for the tests of what runs them. */
export const probeTasks = {
  probe: ({ squares, failAt }: { squares: Float32Array; failAt?: number }, part: number): number => {
    if (part === failAt) throw new Error(`part ${part} fails`);
    squares[part] = part * part;
    return part;
  },
};
