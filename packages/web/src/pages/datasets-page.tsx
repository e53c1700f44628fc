import { Link } from "@tanstack/react-router";
import { copy } from "../copy.ts";
import { DatasetList } from "../features/datasets/dataset-list.tsx";
import { buttonLook } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { PageFrame } from "./page-frame.tsx";

export function DatasetsPage() {
  return (
    <PageFrame
      title={copy.datasets}
      actions={
        <Link to="/import" search={{}} className={buttonLook("accent")}>
          <Icon name="upload" size={15} />
          {copy.importAction}
        </Link>
      }
    >
      <DatasetList />
    </PageFrame>
  );
}
