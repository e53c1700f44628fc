import type { CreateSpaceRequest } from "@pomona/contract/spaces";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { modelsQuery, spacesQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox, Select, TextField } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { showMessage } from "../../ui/toast.tsx";

type Kind = CreateSpaceRequest["kind"];
const OTHER_MODEL = "other";

export function CreateSpaceButton() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button icon="plus" onClick={() => setIsOpen(true)}>
        {copy.createSpace}
      </Button>
      {isOpen ? <CreateSpaceDialog onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

/** Makes a space from a model, from another space, or for vectors of one's own. */
function CreateSpaceDialog({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useState<Kind>("model");
  const [name, setName] = useState("");
  const [rest, setRest] = useState<CreateSpaceRequest | null>(null);
  const create = useAction({
    run: (request: CreateSpaceRequest) => api.createSpace(request),
    changes: ["spaces", "jobs"],
    onDone: (space) => {
      showMessage(copy.spaceCreated(space.name));
      onClose();
    },
  });
  const isReady = name.trim() !== "" && rest !== null;
  return (
    <FormDialog
      title={copy.createSpace}
      description={copy.createSpaceHint}
      action={copy.createSpace}
      isReady={isReady}
      isPending={create.isPending}
      onSubmit={() => isReady && create.mutate({ ...rest, name: name.trim() })}
      onClose={onClose}
    >
      <TextField
        label={copy.name}
        value={name}
        onValue={setName}
        autoFocus
        autoComplete="off"
        maxLength={200}
        required
      />
      <Select
        label={copy.vectorsFrom}
        value={kind}
        onValue={(value) => {
          setRest(null);
          setKind(value as Kind);
        }}
        options={(["model", "derived", "external"] as const).map((value) => ({
          value,
          label: copy.vectorsFromKinds[value],
        }))}
      />
      {kind === "model" ? <ModelFields onChange={setRest} /> : null}
      {kind === "derived" ? <DerivedFields onChange={setRest} /> : null}
      {kind === "external" ? <ExternalFields onChange={setRest} /> : null}
    </FormDialog>
  );
}

interface FieldsProps {
  onChange: (request: CreateSpaceRequest | null) => void;
}

function ModelFields({ onChange }: FieldsProps) {
  const models = useQuery(modelsQuery).data ?? [];
  const [chosen, setChosen] = useState("");
  const [typed, setTyped] = useState("");
  const [isDownload, setIsDownload] = useState(false);
  const tell = (next: { chosen?: string; typed?: string; isDownload?: boolean }): void => {
    const now = { chosen, typed, isDownload, ...next };
    const model = now.chosen === OTHER_MODEL ? now.typed.trim() : now.chosen;
    onChange(
      model === ""
        ? null
        : { kind: "model", name: "", model, allowNetwork: now.chosen === OTHER_MODEL && now.isDownload },
    );
  };
  return (
    <>
      <Select
        label={copy.model}
        value={chosen}
        onValue={(value) => {
          setChosen(value);
          tell({ chosen: value });
        }}
        options={[
          { value: "", label: copy.chooseModel },
          ...models.map(({ id, modalities, dims }) => ({
            value: id,
            label: copy.modelChoice(id, modalities.join(", "), dims),
          })),
          { value: OTHER_MODEL, label: copy.otherModel },
        ]}
      />
      {chosen === OTHER_MODEL ? (
        <>
          <TextField
            label={copy.modelName}
            value={typed}
            onValue={(value) => {
              setTyped(value);
              tell({ typed: value });
            }}
            placeholder={copy.modelNameExample}
            hint={copy.modelNameHint}
            autoComplete="off"
            spellCheck={false}
          />
          <Checkbox
            label={copy.allowDownload}
            isChecked={isDownload}
            onChecked={(value) => {
              setIsDownload(value);
              tell({ isDownload: value });
            }}
          />
        </>
      ) : null}
    </>
  );
}

/** Whole number of dimensions that a space may have; null for any other text. */
function dimsOf(text: string): number | null {
  const dims = Number(text);
  return Number.isInteger(dims) && dims >= 2 && dims <= 4096 ? dims : null;
}

function DerivedFields({ onChange }: FieldsProps) {
  const spaces = useQuery(spacesQuery).data ?? [];
  const [from, setFrom] = useState("");
  const [dims, setDims] = useState("256");
  const tell = (nextFrom: string, nextDims: string): void => {
    const count = dimsOf(nextDims);
    onChange(nextFrom === "" || count === null ? null : { kind: "derived", name: "", from: nextFrom, dims: count });
  };
  return (
    <>
      <Select
        label={copy.derivedFrom}
        value={from}
        onValue={(value) => {
          setFrom(value);
          tell(value, dims);
        }}
        options={[
          { value: "", label: copy.chooseSpace },
          ...spaces.filter(({ kind }) => kind !== "derived").map(({ name }) => ({ value: name, label: name })),
        ]}
      />
      <DimsField
        value={dims}
        onValue={(value) => {
          setDims(value);
          tell(from, value);
        }}
      />
    </>
  );
}

function ExternalFields({ onChange }: FieldsProps) {
  const [dims, setDims] = useState("");
  return (
    <DimsField
      value={dims}
      hint={copy.externalHint}
      onValue={(value) => {
        setDims(value);
        const count = dimsOf(value);
        onChange(count === null ? null : { kind: "external", name: "", dims: count });
      }}
    />
  );
}

function DimsField({ value, onValue, hint }: { value: string; onValue: (value: string) => void; hint?: string }) {
  return (
    <TextField
      label={copy.dims}
      value={value}
      onValue={onValue}
      type="number"
      min={2}
      max={4096}
      hint={hint}
      required
    />
  );
}
