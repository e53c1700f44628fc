import type { Slice } from "@pomona/contract/slices";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { viewPatch } from "../../catalog/colour-choice.ts";
import { filterText, readFilter } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { formatCount } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { freeName } from "./free-name.ts";
import { ReviewListDialog } from "./review-list-dialog.tsx";
import { SliceForm } from "./slice-form.tsx";
import { useSliceActions } from "./use-slice-actions.ts";

/** One slice: a press filters by it, its menu has the rest. `names`: those that are taken. */
export function SliceLine({ slice, names }: { slice: Slice; names: readonly string[] }) {
  const { search, filter, problem, patchSearch } = useCatalog();
  const navigate = useNavigate();
  const [isRenaming, setIsRenaming] = useState(false);
  const [isClearing, setIsClearing] = useState(false);
  const { create, edit, remove } = useSliceActions();
  const line = useRef<HTMLButtonElement>(null);
  const endRenaming = (): void => {
    flushSync(() => setIsRenaming(false));
    line.current?.focus();
  };
  const { name } = slice;
  const showReviewList = (): void => patchSearch({ where: filterText({ review: name }) });
  const isCurrent = !problem && filterText(filter) === filterText(readFilter(slice.filter).filter);
  if (isRenaming)
    return (
      <li>
        <SliceForm
          label={copy.renameSlice}
          action={copy.rename}
          name={name}
          isBusy={edit.isPending}
          onDone={(next) => edit.mutate({ name, change: { name: next } }, { onSuccess: endRenaming })}
          onCancel={endRenaming}
        />
      </li>
    );
  return (
    <li className="flex min-h-7 items-center rounded focus-within:bg-hover hover:bg-hover">
      <button
        ref={line}
        type="button"
        aria-pressed={isCurrent}
        title={slice.problem?.detail ?? (slice.view ? copy.sliceHasView : slice.filter || copy.everyRow)}
        className={classNames(
          "flex min-h-7 min-w-0 flex-1 items-center gap-2 rounded px-1.5 text-left",
          isCurrent && "font-medium text-accent-strong",
        )}
        onClick={() => patchSearch({ where: slice.filter || undefined, ...(slice.view ? viewPatch(slice.view) : {}) })}
      >
        <Icon name={slice.problem ? "warning" : slice.view ? "map" : "bookmark"} size={13} />
        <span className="min-w-0 flex-1 truncate">{name}</span>
        <span className={classNames("text-xs tabular-nums", slice.problem ? "text-warn" : "text-ink-mute")}>
          {slice.rows === null ? copy.sliceUnreadable : formatCount(slice.rows)}
        </span>
      </button>
      {slice.reviewRows > 0 ? (
        <button
          type="button"
          className="shrink-0 rounded-full bg-accent-wash px-1.5 text-2xs text-accent-strong hover:underline"
          aria-label={`${copy.toReview(formatCount(slice.reviewRows))}: ${name}`}
          onClick={showReviewList}
        >
          {copy.toReview(formatCount(slice.reviewRows))}
        </button>
      ) : null}
      <Menu
        trigger={<IconButton icon="more" size={14} label={copy.actionsOf(name)} className="size-6" />}
        items={[
          {
            label: copy.updateSlice,
            isDisabled: problem !== undefined || isCurrent || search.where === undefined,
            run: () => edit.mutate({ name, change: { filter } }),
          },
          { label: copy.rename, run: () => setIsRenaming(true) },
          {
            label: copy.duplicate,
            isDisabled: slice.problem !== null,
            run: () =>
              create.mutate({
                name: freeName(copy.copyOf(name), names),
                filter: slice.filter,
                ...(slice.view ? { view: slice.view } : {}),
              }),
          },
          {
            label: copy.automate,
            isDisabled: slice.problem !== null,
            run: () => void navigate({ to: "/automations", search: { create: "1", where: slice.filter, slice: name } }),
          },
          ...(slice.reviewRows > 0
            ? [
                { label: copy.showReviewList, run: showReviewList },
                { label: copy.clearReviewList, run: () => setIsClearing(true) },
              ]
            : []),
          { label: copy.delete, run: () => remove.mutate(slice) },
        ]}
      />
      {isClearing ? <ReviewListDialog slice={slice} onClose={() => setIsClearing(false)} /> : null}
    </li>
  );
}
