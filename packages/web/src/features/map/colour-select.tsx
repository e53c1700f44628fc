import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { MapAsked } from "../../api/projection-queries.ts";
import { fieldsQuery } from "../../api/queries.ts";
import { colourCode } from "../../catalog/colour-choice.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Select } from "../../ui/field.tsx";
import { fieldTitle, isPrediction, useColourOptions } from "./colour-options.ts";
import { useMapColours } from "./use-map-colours.ts";

const AGREEMENT = "\u0000agreement";

/** What the points are coloured by; the address keeps it. */
export function ColourSelect({ map, levels }: { map: MapAsked; levels: number }) {
  const { isSimilar, patchSearch } = useCatalog();
  const { choice } = useMapColours(map, levels);
  const options = useColourOptions(levels, isSimilar, choice);
  const [isComparing, setIsComparing] = useState(false);
  return (
    <>
      <div className="ml-auto flex min-w-0 items-center gap-1.5 text-ink-mute text-xs">
        <span className="whitespace-nowrap max-sm:sr-only" aria-hidden="true">
          {copy.colourBy}
        </span>
        <Select
          label={copy.colourBy}
          isLabelHidden
          className="w-40 [&_select]:h-7 [&_select]:text-xs"
          value={colourCode(choice)}
          onValue={(value) => (value === AGREEMENT ? setIsComparing(true) : patchSearch({ colour: value }))}
          options={[...options, { value: AGREEMENT, label: copy.colourAgreement }]}
        />
      </div>
      {isComparing ? (
        <AgreementDialog
          onClose={() => setIsComparing(false)}
          onChosen={(fields) => {
            setIsComparing(false);
            patchSearch({ colour: colourCode({ kind: "agreement", fields }) });
          }}
        />
      ) : null}
    </>
  );
}

interface AgreementProps {
  onClose: () => void;
  onChosen: (fields: [string, string]) => void;
}

/** Asks which two fields are compared. */
function AgreementDialog({ onClose, onChosen }: AgreementProps) {
  const fields = useQuery(fieldsQuery).data ?? [];
  const names = fields.filter(({ facetable }) => facetable).map(({ name }) => name);
  const [first, setFirst] = useState("label");
  const [second, setSecond] = useState(
    () => fields.find(isPrediction)?.name ?? names.find((name) => name.startsWith("metadata.")) ?? "tag",
  );
  const options = names.map((name) => ({ value: name, label: fieldTitle(name) }));
  return (
    <Dialog title={copy.colourAgreement} isOpen onClose={onClose}>
      <form
        className="pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          onChosen([first, second]);
        }}
      >
        <div className="grid grid-cols-2 gap-3">
          <Select label={copy.agreementFirst} value={first} onValue={setFirst} options={options} />
          <Select label={copy.agreementSecond} value={second} onValue={setSecond} options={options} />
        </div>
        <DialogActions>
          <Button onClick={onClose}>{copy.cancel}</Button>
          <Button look="accent" type="submit" disabled={first === second}>
            {copy.apply}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
