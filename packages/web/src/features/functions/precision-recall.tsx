import type { Evaluation } from "@pomona/contract/evaluations";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { formatScore } from "../../ui/format.ts";
import { Slider } from "../../ui/slider.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { CurveDrawing } from "./curve-drawing.tsx";
import { pointOfThreshold } from "./curve-scale.ts";
import { CurveTable } from "./curve-table.tsx";

interface PrecisionRecallProps {
  name: string;
  evaluations: readonly Evaluation[];
  shown: Evaluation;
}

/** Curves of the versions; along the one that is shown, the pointer or a slider tells what each threshold would bring. */
export function PrecisionRecall({ name, evaluations, shown }: PrecisionRecallProps) {
  const { curve } = shown;
  const [picked, setPicked] = useState<{ version: number; point: number } | null>(null);
  const at = picked?.version === shown.version ? picked.point : pointOfThreshold(curve, shown.threshold);
  const point = curve[at];
  const use = useAction({
    run: (threshold: number) => api.editFunction({ name }, { threshold }),
    changes: ["functions"],
    onDone: ({ threshold }) => showMessage(copy.learn.thresholdUsed(formatScore(threshold))),
  });
  if (!point) return null;
  const pick = (next: number): void => setPicked({ version: shown.version, point: next });
  const { threshold, precision, recall } = point;
  const told = copy.learn.pointAt(formatScore(threshold), formatScore(precision), formatScore(recall));
  return (
    <section
      aria-label={copy.learn.curve}
      className="grid gap-x-8 gap-y-4 md:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]"
    >
      <CurveDrawing evaluations={evaluations} shown={shown} point={at} onPoint={pick} />
      <div className="flex min-w-0 flex-col gap-3">
        <p className="m-0 text-ink-mute text-xs">{copy.learn.curveHint}</p>
        <Slider
          labels={[copy.learn.curvePoint]}
          values={[at]}
          min={0}
          max={Math.max(1, curve.length - 1)}
          step={1}
          format={() => told}
          onValues={([next]) => pick(Math.min(curve.length - 1, next ?? 0))}
        />
        <p className="m-0">{told}</p>
        <Button className="self-start" disabled={use.isPending} onClick={() => use.mutate(threshold)}>
          {copy.learn.takeThreshold(formatScore(threshold))}
        </Button>
        <CurveTable curve={curve} />
      </div>
    </section>
  );
}
