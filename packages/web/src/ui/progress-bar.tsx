/** A thin bar; without a total it stays at a quarter and breathes. */
export function ProgressBar({ label, done, total }: { label: string; done: number; total: number | null }) {
  const share = total ? Math.min(1, done / total) : null;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      className="h-[3px] overflow-hidden rounded-full bg-bar"
    >
      <div
        className={
          share === null
            ? "breathing h-full w-1/4 bg-accent rounded-full"
            : "h-full rounded-full bg-accent transition-[width] duration-300"
        }
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
