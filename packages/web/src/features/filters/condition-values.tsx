import { embeddingState } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { projectsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Checkbox, Select } from "../../ui/field.tsx";
import type { ConditionDraft, WantedValues } from "./condition-draft.ts";
import { ValueInput } from "./value-input.tsx";
import { ValueList } from "./value-list.tsx";

const SMALL = "[&_select]:h-7 [&_select]:text-xs";

interface ConditionValuesProps {
  draft: ConditionDraft;
  wanted: WantedValues;
  onValues: (values: readonly string[]) => void;
}

/** The values of a condition, in the form that its field and operator want. */
export function ConditionValues({ draft, wanted, onValues }: ConditionValuesProps) {
  const [first = "", second = ""] = draft.values;
  const field = draft.kind === "field" ? draft.name : undefined;
  if (wanted.count === "none") return null;
  if (wanted.kind === "project") return <ProjectChoice value={first} onValue={(value) => onValues([value])} />;
  if (wanted.kind === "state" && wanted.count === "list")
    return (
      <div className="flex flex-wrap gap-x-3 gap-y-1">
        {embeddingState.options.map((state) => (
          <Checkbox
            key={state}
            label={copy.embeddingStates[state]}
            isChecked={draft.values.includes(state)}
            onChecked={(isChecked) =>
              onValues(isChecked ? [...draft.values, state] : draft.values.filter((one) => one !== state))
            }
          />
        ))}
      </div>
    );
  if (wanted.count === "list") return <ValueList values={draft.values} onValues={onValues} field={field} />;
  if (wanted.kind === "state" || wanted.kind === "boolean")
    return (
      <Select
        label={copy.value}
        isLabelHidden
        className={SMALL}
        value={first}
        onValue={(value) => onValues([value])}
        options={[{ value: "", label: copy.choose }, ...choices(wanted.kind)]}
      />
    );
  const placeholder = wanted.kind === "date" ? copy.dateHint : "";
  return (
    <div className="flex items-center gap-1.5">
      <ValueInput
        label={wanted.count === "two" ? copy.from : copy.value}
        placeholder={placeholder}
        value={first}
        field={field}
        onValue={(value) => onValues([value, ...draft.values.slice(1)])}
      />
      {wanted.count === "two" ? (
        <>
          <span aria-hidden="true">–</span>
          <ValueInput
            label={copy.to}
            placeholder={placeholder}
            value={second}
            field={field}
            onValue={(value) => onValues([first, value])}
          />
        </>
      ) : null}
    </div>
  );
}

const choices = (kind: "state" | "boolean") =>
  kind === "boolean"
    ? [
        { value: "true", label: copy.yes },
        { value: "false", label: copy.no },
      ]
    : embeddingState.options.map((state) => ({ value: state, label: copy.embeddingStates[state] }));

function ProjectChoice({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const projects = useQuery(projectsQuery).data ?? [];
  return (
    <Select
      label={copy.project}
      isLabelHidden
      className={SMALL}
      value={value}
      onValue={onValue}
      options={[
        { value: "", label: copy.anyProject },
        ...projects.map(({ name }) => ({ value: name, label: copy.inProject(name) })),
      ]}
    />
  );
}
