import { conditionsOf } from "@pomona/contract/filter-tree";
import { useQuery } from "@tanstack/react-query";
import { batchesQuery, projectsQuery } from "../../api/queries.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Section } from "../../ui/section.tsx";
import { OptionList } from "./option-list.tsx";

/** Which labeling projects and batches rows have been sent to; nothing where there are none. */
export function BatchSection() {
  const { parts } = useCatalog();
  const projects = useQuery(projectsQuery).data ?? [];
  const batches = useQuery(batchesQuery).data ?? [];
  if (projects.length === 0) return null;
  const active = parts.filter((part) =>
    [...conditionsOf(part)].every((one) => "project" in one || "batch" in one),
  ).length;
  return (
    <Section name="batches" title={copy.projectsAndBatches} active={active}>
      <div className="pb-3">
        <OptionList
          title={copy.projectsAndBatches}
          isTitleHidden
          options={projects.flatMap(({ name: project }) => [
            { label: project, condition: { project } },
            ...batches
              .filter((batch) => batch.project === project)
              .map(({ name }) => ({ label: `${project} · ${name}`, condition: { batch: name, project } })),
          ])}
        />
      </div>
    </Section>
  );
}
