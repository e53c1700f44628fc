/** Small bars beside each other, each a share of 1; the greatest one is as high as there is room. What it shows must be said beside it. */
export function Sparkline({ shares, height = 20 }: { shares: readonly (number | null)[]; height?: number }) {
  const most = Math.max(0, ...shares.map((share) => share ?? 0));
  return (
    <div aria-hidden="true" className="flex w-20 items-end gap-px" style={{ height }}>
      {shares.map((share, place) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a place in time
          key={place}
          className={share === null ? "flex-1" : "min-h-px flex-1 rounded-t-[1px] bg-accent/75"}
          style={share === null || most === 0 ? undefined : { height: `${(share / most) * 100}%` }}
        />
      ))}
    </div>
  );
}
