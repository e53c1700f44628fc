import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { jobQuery } from "../api/queries.ts";
import { filterText } from "../catalog/filter-parts.ts";
import { copy } from "../copy.ts";
import { forgetUpload, releaseUpload, useCurrentUpload } from "../features/imports/current-upload.ts";
import { datasetFromPath } from "../features/imports/dataset-from-path.ts";
import { ImportPlan } from "../features/imports/import-plan.tsx";
import { likelySource, sourcesOf } from "../features/imports/picked-files.ts";
import { SourceChoice } from "../features/imports/source-choice.tsx";
import { UploadProgress } from "../features/imports/upload-progress.tsx";
import { JobPanel } from "../features/jobs/job-panel.tsx";
import { buttonLook } from "../ui/button.tsx";
import { Select } from "../ui/field.tsx";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/import");

/** Brings rows in: choose where from, look at what becomes of them, start, and read what came of it. */
export function ImportPage() {
  const { job, path } = route.useSearch();
  const navigate = route.useNavigate();
  const { upload } = useCurrentUpload();
  return (
    <PageFrame title={copy.importTitle}>
      {job !== undefined ? (
        <Started id={job} />
      ) : upload ? (
        <FromUpload onStarted={(started) => void navigate({ search: { job: started } })} />
      ) : path !== undefined ? (
        <FromPath path={path} onStarted={(started) => void navigate({ search: { job: started } })} />
      ) : (
        <SourceChoice onPath={(chosen) => void navigate({ search: { path: chosen } })} />
      )}
    </PageFrame>
  );
}

function FromPath({ path, onStarted }: { path: string; onStarted: (job: string) => void }) {
  const { dataset } = route.useSearch();
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-3 rounded-xl border border-line bg-surface px-4 py-2.5">
        <p className="m-0 min-w-0 font-medium break-all">{path}</p>
        <Link to="/import" search={{}} className="ml-auto rounded text-accent hover:underline">
          {copy.chooseOther}
        </Link>
      </div>
      <ImportPlan
        key={path}
        path={path}
        isUpload={false}
        dataset={dataset ?? datasetFromPath(path)}
        onStarted={onStarted}
      />
    </div>
  );
}

function FromUpload({ onStarted }: { onStarted: (job: string) => void }) {
  const { upload, state } = useCurrentUpload();
  const { dataset } = route.useSearch();
  const [chosen, setChosen] = useState<string | null>(null);
  if (!upload || !state) return null;
  const sources = sourcesOf(upload.paths);
  const source = chosen ?? likelySource(upload.paths);
  const path = `upload:${state.id}${source === "" ? "" : `/${source}`}`;
  return (
    <div className="flex flex-col gap-5">
      <UploadProgress
        state={state}
        onRetry={() => void upload.session.run()}
        onCancel={() => {
          setChosen(null);
          void forgetUpload();
        }}
      />
      {state.phase === "done" && sources.length > 1 ? (
        <Select
          label={copy.whatToImport}
          className="max-w-md"
          value={source}
          onValue={setChosen}
          options={sources.map((one, index) => ({
            value: one,
            label: index === 0 ? copy.everythingIn(one) : one,
          }))}
        />
      ) : null}
      {state.phase === "done" && state.doneFiles > 0 ? (
        <ImportPlan
          key={path}
          path={path}
          isUpload
          dataset={dataset ?? datasetFromPath(source)}
          onStarted={(job) => {
            releaseUpload();
            onStarted(job);
          }}
        />
      ) : null}
    </div>
  );
}

function Started({ id }: { id: string }) {
  const job = useQuery(jobQuery(id)).data;
  const dataset = (job?.result as { dataset?: string } | null)?.dataset;
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <JobPanel id={id} />
      <div className="flex flex-wrap gap-2">
        {dataset ? (
          <Link
            to="/"
            search={{ where: filterText({ field: "dataset", op: "=", value: dataset }) ?? "" }}
            className={buttonLook("accent")}
          >
            {copy.showRows}
          </Link>
        ) : null}
        <Link to="/import" search={{}} className={buttonLook()}>
          {copy.importMore}
        </Link>
      </div>
    </div>
  );
}
