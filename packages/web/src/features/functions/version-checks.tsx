import type { FunctionVersionView } from "@pomona/contract/function-versions";
import { copy } from "../../copy.ts";
import { Checkbox } from "../../ui/field.tsx";

/** Versions that fit a line or two; older ones are evaluated over the API. */
const SHOWN = 12;

interface VersionChecksProps {
  versions: readonly FunctionVersionView[];
  chosen: readonly number[];
  onChosen: (versions: number[]) => void;
}

/** Which versions are evaluated together, on the same rows. */
export function VersionChecks({ versions, chosen, onChosen }: VersionChecksProps) {
  return (
    <fieldset className="m-0 flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1.5 border-0 p-0">
      <legend className="float-left mr-1 p-0 font-medium text-ink-soft text-xs">{copy.learn.versionsToEvaluate}</legend>
      {versions
        .filter(({ state }) => state !== "failed")
        .slice(0, SHOWN)
        .map(({ version, isServed }) => (
          <Checkbox
            key={version}
            label={isServed ? `${version} (${copy.learn.served})` : String(version)}
            isChecked={chosen.includes(version)}
            onChecked={(isChosen) =>
              onChosen(isChosen ? [...chosen, version] : chosen.filter((one) => one !== version))
            }
          />
        ))}
    </fieldset>
  );
}
