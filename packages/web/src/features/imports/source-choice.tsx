import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, type ReactNode, useRef, useState } from "react";
import { rootsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { INPUT_LOOK, TextField } from "../../ui/field.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { startUpload } from "./current-upload.ts";
import { addressTable, filesOfInput } from "./picked-files.ts";

/** Where rows can come from: files of this computer, a path on the server, or a list of addresses. */
export function SourceChoice({ onPath }: { onPath: (path: string) => void }) {
  return (
    <div className="grid gap-3 lg:grid-cols-3">
      <Choice icon="upload" title={copy.fromComputer}>
        <FromComputer />
      </Choice>
      <Choice icon="server" title={copy.fromServer}>
        <FromServer onPath={onPath} />
      </Choice>
      <Choice icon="link" title={copy.fromAddresses}>
        <FromAddresses />
      </Choice>
    </div>
  );
}

function Choice({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col rounded-xl border border-line bg-surface p-4">
      <h2 className="m-0 mb-2 flex items-center gap-2 font-semibold text-sm">
        <span className="text-accent">
          <Icon name={icon} />
        </span>
        {title}
      </h2>
      {children}
    </section>
  );
}

function FromComputer() {
  return (
    <>
      <p className="m-0 mb-4 text-ink-mute">{copy.fromComputerHint}</p>
      <div className="mt-auto flex flex-wrap gap-2">
        <PickButton icon="file" label={copy.pickFiles} />
        <PickButton icon="folder" label={copy.pickFolder} isFolder />
      </div>
    </>
  );
}

function PickButton({ icon, label, isFolder }: { icon: IconName; label: string; isFolder?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  // Not in React's types, though every browser has it.
  const folder = (isFolder ? { webkitdirectory: "" } : {}) as ComponentProps<"input">;
  return (
    <>
      <Button icon={icon} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        {...folder}
        onChange={(event) => {
          const { files } = event.target;
          if (files && files.length > 0) startUpload(filesOfInput(files));
          event.target.value = "";
        }}
      />
    </>
  );
}

function FromServer({ onPath }: { onPath: (path: string) => void }) {
  const [path, setPath] = useState("");
  const roots = useQuery(rootsQuery).data ?? [];
  return (
    <form
      className="flex flex-1 flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== "") onPath(path.trim());
      }}
    >
      <TextField
        label={copy.importPath}
        value={path}
        onValue={setPath}
        autoComplete="off"
        spellCheck={false}
        placeholder={roots[0] ? `${roots[0]}/photos` : "/data/photos"}
        hint={roots.length > 0 ? copy.roots(roots.join(", ")) : copy.noRoots}
      />
      <div className="mt-auto">
        <Button type="submit" disabled={path.trim() === ""}>
          {copy.look}
        </Button>
      </div>
    </form>
  );
}

function FromAddresses() {
  const [text, setText] = useState("");
  const table = addressTable(text);
  return (
    <form
      className="flex flex-1 flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (table) startUpload([table.file]);
      }}
    >
      <label className="flex flex-col gap-1">
        <span className="font-medium text-ink-soft text-xs">{copy.addresses}</span>
        <textarea
          className={`${INPUT_LOOK} h-20 resize-y py-1.5 font-mono text-xs`}
          value={text}
          spellCheck={false}
          placeholder={copy.addressExample}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="text-ink-mute text-xs">{copy.addressesHint}</span>
      </label>
      <div className="mt-auto">
        <Button type="submit" disabled={table === null}>
          {table ? copy.lookAtAddresses(table.count) : copy.look}
        </Button>
      </div>
    </form>
  );
}
