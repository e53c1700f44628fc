import type { FunctionFile } from "@pomona/contract/function-versions";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { TextField } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { showMessage } from "../../ui/toast.tsx";
import { readFunctionFile } from "./read-function-file.ts";

/** Makes a function from a file that was exported here or from another catalog. */
export function ImportFunctionDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [file, setFile] = useState<FunctionFile | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [name, setName] = useState("");
  const save = useAction({
    run: (content: FunctionFile) => api.importFunction({ file: content, name: name.trim() }),
    changes: ["functions", "jobs", "rows"],
    onDone: (made) => {
      showMessage(copy.learn.imported(made.name));
      onClose();
      void navigate({ to: "/functions/$name", params: { name: made.name } });
    },
    isToldInPlace: true,
  });
  const take = async (chosen: File): Promise<void> => {
    save.reset();
    const read = readFunctionFile(await chosen.text());
    setFile(read);
    setFault(read ? null : copy.learn.importNotOne);
    setName(read?.name ?? "");
  };
  return (
    <FormDialog
      title={copy.learn.importJson}
      description={copy.learn.importHint}
      action={copy.learn.importFunction}
      isReady={file !== null && name.trim() !== ""}
      isPending={save.isPending}
      error={save.error}
      onSubmit={() => file && save.mutate(file)}
      onClose={onClose}
    >
      <FileDrop onFile={(chosen) => void take(chosen)} />
      {fault ? (
        <p role="alert" className="m-0 text-danger">
          {fault}
        </p>
      ) : null}
      {file ? (
        <TextField
          label={copy.name}
          value={name}
          onValue={setName}
          required
          maxLength={200}
          autoComplete="off"
          hint={describe(file)}
        />
      ) : null}
    </FormDialog>
  );
}

const describe = ({ kind, version, space, anchors }: FunctionFile): string =>
  [
    copy.learn.importFound(copy.learn.kinds[kind], version),
    ...(space ? [copy.learn.importSpace(space.name)] : []),
    ...(anchors.length > 0 ? [copy.learn.importAnchors(formatCount(anchors.length))] : []),
  ].join(", ");

/** Takes one file, dropped or chosen. */
function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  return (
    <section
      aria-label={copy.learn.importChoose}
      className={classNames(
        "flex flex-wrap items-center justify-center gap-2 rounded-lg border border-dashed px-4 py-6 text-ink-mute",
        isOver ? "border-accent bg-accent-wash" : "border-line-strong",
      )}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        // Taken here: dropped elsewhere on the window, a file is imported as rows.
        event.preventDefault();
        setIsOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      }}
    >
      {copy.learn.importDrop}
      <Button icon="file" onClick={() => input.current?.click()}>
        {copy.learn.importChoose}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={copy.learn.importChoose}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = "";
        }}
      />
    </section>
  );
}
