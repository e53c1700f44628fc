import type { Space } from "@pomona/contract/spaces";
import { useState } from "react";
import { pictureUrl } from "../../api/client.ts";
import { addPicture } from "../../catalog/add-picture.ts";
import { AnchorTile } from "../../catalog/anchor-tile.tsx";
import { useAnchorRows } from "../../catalog/use-anchor-rows.ts";
import { copy } from "../../copy.ts";
import { INPUT_LOOK } from "../../ui/field.tsx";
import { PictureInput } from "../../ui/picture-input.tsx";
import { showProblem } from "../../ui/toast.tsx";
import { type DraftAnchor, flipped, withAnchor } from "./edit-draft.ts";

const SHOWN = 200;

interface AnchorsEditorProps {
  anchors: readonly DraftAnchor[];
  space: Space | undefined;
  onAnchors: (use: (anchors: readonly DraftAnchor[]) => DraftAnchor[]) => void;
}

/** The examples of a function: press one to flip it, its cross to take it away; add rows, words and pictures. */
export function AnchorsEditor({ anchors, space, onAnchors }: AnchorsEditorProps) {
  const shown = anchors.slice(0, SHOWN);
  const rows = useAnchorRows(shown.flatMap(({ key }) => (key === null ? [] : [key])));
  const add = (anchor: Partial<DraftAnchor> & Pick<DraftAnchor, "kind">): void =>
    onAnchors((before) =>
      withAnchor(before, {
        sign: "+",
        key: null,
        text: null,
        picture: null,
        by: null,
        at: null,
        why: null,
        ...anchor,
      }),
    );
  const canRead = space?.queryModalities.includes("text") ?? false;
  const canSee = space?.queryModalities.includes("image") ?? false;
  return (
    <section aria-label={copy.anchors}>
      <h3 className="m-0 mb-1 font-medium text-ink-soft text-xs">{copy.anchors}</h3>
      <ul className="m-0 flex max-h-36 list-none flex-wrap items-center gap-2 overflow-y-auto p-0 pt-1.5 pr-1.5">
        {shown.map((anchor) => (
          <AnchorTile
            key={`${anchor.place} ${anchor.key} ${anchor.picture} ${anchor.text}`}
            sign={anchor.sign}
            name={anchor.key ?? anchor.text ?? copy.anchorKinds[anchor.kind]}
            row={rows?.find((row) => row.key === anchor.key)}
            pictureUrl={anchor.picture === null ? undefined : pictureUrl(anchor.picture)}
            isWaiting={anchor.key !== null && rows === undefined}
            onFlip={() => onAnchors((before) => flipped(before, anchor))}
            onRemove={() => onAnchors((before) => before.filter((one) => one !== anchor))}
          />
        ))}
        {anchors.length > SHOWN ? (
          <li className="text-ink-mute text-xs">{copy.andMoreAnchors(anchors.length - SHOWN)}</li>
        ) : null}
      </ul>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <AddField label={copy.addRowAnchor} onAdd={(key) => add({ kind: "row", key })} />
        {canRead ? <AddField label={copy.textAnchor} onAdd={(text) => add({ kind: "text", text })} /> : null}
        {canSee ? (
          <PictureInput
            label={copy.addPicture}
            onPicture={(file) =>
              addPicture(file)
                .then(({ picture, name }) => add({ kind: "image", picture, text: name }))
                .catch(showProblem)
            }
          />
        ) : null}
      </div>
    </section>
  );
}

function AddField({ label, onAdd }: { label: string; onAdd: (text: string) => void }) {
  const [text, setText] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!text.trim()) return;
        onAdd(text.trim());
        setText("");
      }}
    >
      <input
        type="text"
        aria-label={label}
        placeholder={label}
        className={`${INPUT_LOOK} w-48`}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}
