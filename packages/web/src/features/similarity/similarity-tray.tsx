import { pictureUrl } from "../../api/client.ts";
import { AnchorTile } from "../../catalog/anchor-tile.tsx";
import { CombineSelect } from "../../catalog/combine-select.tsx";
import { anchorsOf, flipAnchor } from "../../catalog/search-params.ts";
import { useAnchorRows } from "../../catalog/use-anchor-rows.ts";
import { type SearchPatch, useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox, Select } from "../../ui/field.tsx";
import { PictureInput } from "../../ui/picture-input.tsx";
import { ScoreThreshold } from "./score-threshold.tsx";
import { TextAnchorField } from "./text-anchor-field.tsx";
import { useAddPicture } from "./use-add-picture.ts";

const SHOWN_ANCHORS = 60;

/** The search by examples: its anchors, its space, how they combine, and the lowest score shown. */
export function SimilarityTray({ onSaveFunction }: { onSaveFunction: () => void }) {
  const { search, space, patchSearch } = useCatalog();
  const picture = useAddPicture();
  const like = search.like ?? [];
  const anchors = anchorsOf(search);
  const keys = anchors.flatMap((anchor) => (anchor.kind === "row" ? [anchor.value] : [])).slice(0, SHOWN_ANCHORS);
  const rows = useAnchorRows(keys);
  const hasPositive = anchors.some((anchor) => anchor.sign === "+");
  return (
    <section
      aria-label={copy.similaritySearch}
      className="mx-4 mb-2 shrink-0 rounded-lg border border-line bg-surface px-3 pt-2 pb-2.5"
    >
      <header className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="m-0 mr-auto font-medium text-ink-soft text-xs">{copy.anchors}</h2>
        <Checkbox
          label={copy.hideAnchors}
          isChecked={search.hideAnchors === true}
          onChecked={(isOn) => patchSearch({ hideAnchors: isOn ? true : undefined })}
        />
        <Button icon="function" disabled={!hasPositive} onClick={onSaveFunction}>
          {copy.saveAsFunction}
        </Button>
        <Button look="quiet" icon="close" onClick={() => patchSearch(NO_SEARCH)}>
          {copy.endSearch}
        </Button>
      </header>
      <div className="flex flex-wrap items-end gap-x-5 gap-y-3">
        <div className="min-w-0 flex-1 basis-56">
          <ul className="m-0 flex max-h-30 list-none flex-wrap items-center gap-2 overflow-y-auto p-0 pt-1.5 pr-1.5">
            {anchors.slice(0, SHOWN_ANCHORS).map((anchor, index) => {
              const code = like[index] ?? "";
              const rest = like.filter((one) => one !== code);
              return (
                <AnchorTile
                  key={code.slice(1)}
                  sign={anchor.sign}
                  name={anchor.kind === "image" ? copy.pictureAnchor : anchor.value}
                  row={rows?.find((row) => anchor.kind === "row" && row.key === anchor.value)}
                  pictureUrl={anchor.kind === "image" ? pictureUrl(anchor.value) : undefined}
                  isWaiting={anchor.kind === "row" && rows === undefined}
                  onFlip={() => patchSearch({ like: flipAnchor(like, code), min: undefined })}
                  onRemove={() => patchSearch(rest.length > 0 ? { like: rest } : NO_SEARCH)}
                />
              );
            })}
            {anchors.length > SHOWN_ANCHORS ? (
              <li className="text-ink-mute text-xs">{copy.andMoreAnchors(anchors.length - SHOWN_ANCHORS)}</li>
            ) : null}
            {space?.queryModalities.includes("image") ? (
              <li>
                <PictureInput
                  label={copy.addPicture}
                  hint={copy.addPictureHint}
                  isBusy={picture.isBusy}
                  onPicture={(file) => picture.add([file])}
                />
              </li>
            ) : null}
            {space?.queryModalities.includes("text") ? (
              <li>
                <TextAnchorField />
              </li>
            ) : null}
          </ul>
          {hasPositive ? null : <p className="m-0 mt-1 text-warn text-xs">{copy.needsPositive}</p>}
        </div>
        <SearchSettings />
        {hasPositive ? <ScoreThreshold /> : null}
      </div>
    </section>
  );
}

const NO_SEARCH: SearchPatch = {
  like: undefined,
  space: undefined,
  combine: undefined,
  min: undefined,
  hideAnchors: undefined,
};

/** The space, and how the examples combine. */
function SearchSettings() {
  const { search, space, spaces, patchSearch } = useCatalog();
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Select
        label={copy.space}
        className="w-40"
        value={space?.name ?? ""}
        onValue={(name) => patchSearch({ space: name, min: undefined })}
        options={spaces.map((one) => ({ value: one.name, label: one.name }))}
      />
      <CombineSelect
        className="w-40"
        value={search.combine ?? "nearest"}
        onValue={(mode) => patchSearch({ combine: mode === "centroid" ? mode : undefined, min: undefined })}
      />
    </div>
  );
}
