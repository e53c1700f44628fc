import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { slicesQuery } from "../../api/queries.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Section } from "../../ui/section.tsx";
import { SliceForm } from "./slice-form.tsx";
import { SliceLine } from "./slice-line.tsx";
import { useSliceActions } from "./use-slice-actions.ts";

/** Saved filters with the rows that pass them now; one press filters by one. */
export function SliceSection() {
  const { search, filter, problem } = useCatalog();
  const slices = useQuery(slicesQuery).data ?? [];
  const [isSaving, setIsSaving] = useState(false);
  const { create } = useSliceActions();
  const saveButton = useRef<HTMLButtonElement>(null);
  const endSaving = (): void => {
    flushSync(() => setIsSaving(false));
    saveButton.current?.focus();
  };
  const isSavable = search.where !== undefined && !problem;
  return (
    <Section name="slices" title={copy.slices} isOpenAtFirst>
      <div className="flex flex-col gap-1 px-3 pb-3">
        {slices.length > 0 ? (
          <ul aria-label={copy.slices} className="m-0 list-none p-0">
            {slices.map((slice) => (
              <SliceLine key={slice.name} slice={slice} names={slices.map(({ name }) => name)} />
            ))}
          </ul>
        ) : isSaving ? null : (
          <p className="m-0 px-1 text-ink-mute text-xs">{copy.noSlices}</p>
        )}
        {isSaving && isSavable ? (
          <SliceForm
            label={copy.saveSlice}
            action={copy.save}
            hint={copy.saveSliceHint}
            isBusy={create.isPending}
            onDone={(name) => create.mutate({ name, filter }, { onSuccess: endSaving })}
            onCancel={endSaving}
          />
        ) : (
          <div className="flex gap-1">
            <Button
              ref={saveButton}
              look="quiet"
              icon="plus"
              className="h-7 px-1.5 text-xs"
              disabled={!isSavable}
              onClick={() => setIsSaving(true)}
            >
              {copy.saveSlice}
            </Button>
            {isSavable ? (
              <Link
                to="/automations"
                search={{ create: "1", where: search.where ?? "" }}
                className={buttonLook("quiet", "h-7 px-1.5 text-xs")}
              >
                {copy.automate}
              </Link>
            ) : null}
          </div>
        )}
      </div>
    </Section>
  );
}
