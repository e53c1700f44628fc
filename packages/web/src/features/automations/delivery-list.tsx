import type { Automation, Delivery } from "@pomona/contract/automations";
import { isProblem } from "@pomona/contract/problems";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { deliveriesQuery } from "../../api/automation-queries.ts";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { formatCount, formatMoment } from "../../ui/format.ts";
import { LoadMore } from "../../ui/load-more.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { ActionsHead, Cell, HeadCell, Table } from "../../ui/table.tsx";

const MOST_LISTED = 200;
const STATES = ["all", "pending", "delivered", "dead"] as const;

/** Calls of an automation's webhook; those that were given up can be tried again. */
export function DeliveryList({ automation: { name, deliveries: counts } }: { automation: Automation }) {
  const [state, setState] = useState<(typeof STATES)[number]>("all");
  const pages = useInfiniteQuery(deliveriesQuery(name, state === "all" ? null : state));
  const { data, error, refetch } = pages;
  const { delivered, pending, dead } = counts;
  // Calls end without a job that would tell: whenever the counts have changed, so may have the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the counts are what it waits for.
  useEffect(() => void refetch(), [delivered, pending, dead, refetch]);
  const retryDead = useAction({ run: () => retryAllDead(name), changes: ["automations"] });
  const deliveries = data?.pages.flatMap((page) => page.deliveries);
  return (
    <section aria-label={copy.automation.deliveries}>
      <div className="mb-2 flex flex-wrap items-end gap-x-3 gap-y-2">
        <h2 className="m-0 mr-auto font-medium text-ink-soft text-xs">{copy.automation.deliveries}</h2>
        {dead > 0 ? (
          <Button disabled={retryDead.isPending} onClick={() => retryDead.mutate()}>
            {copy.automation.retryDead(formatCount(dead))}
          </Button>
        ) : null}
        <Select
          label={copy.automation.deliveryState}
          isLabelHidden
          value={state}
          onValue={(value) => setState(STATES.find((one) => one === value) ?? "all")}
          options={STATES.map((one) => ({ value: one, label: copy.automation.deliveryStates[one] }))}
        />
      </div>
      {error ? <ProblemNote error={error} /> : null}
      {deliveries?.length === 0 ? <p className="m-0 text-ink-mute">{copy.automation.noDeliveries}</p> : null}
      {deliveries && deliveries.length > 0 ? (
        <Table label={copy.automation.deliveries} narrow="stack">
          <thead>
            <tr>
              <HeadCell>{copy.created}</HeadCell>
              <HeadCell>{copy.automation.deliveryState}</HeadCell>
              <HeadCell isNumber>{copy.rows}</HeadCell>
              <HeadCell isNumber>{copy.automation.attempts}</HeadCell>
              <HeadCell>{copy.automation.lastAnswer}</HeadCell>
              <ActionsHead />
            </tr>
          </thead>
          <tbody>
            {deliveries.map((one) => (
              <Line key={one.id} delivery={one} />
            ))}
          </tbody>
        </Table>
      ) : null}
      <LoadMore pages={pages} />
    </section>
  );
}

/** Has every call that was given up by now made again. */
async function retryAllDead(automation: string): Promise<void> {
  const ids: string[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof api.listDeliveries>> = await api.listDeliveries({
      automation,
      state: "dead",
      after,
      limit: MOST_LISTED,
    });
    ids.push(...page.deliveries.map(({ id }) => id));
    after = page.next;
  }
  for (const id of ids)
    await api.retryDelivery({ id }).catch((error: unknown) => {
      // Somebody else had it made again, and it has arrived.
      if (!isProblem(error, "in-use")) throw error;
    });
}

function Line({ delivery }: { delivery: Delivery }) {
  const { id, state, status, error, nextAttempt } = delivery;
  const retry = useAction({ run: () => api.retryDelivery({ id }), changes: ["automations"] });
  const answer = [status === null ? null : String(status), error].filter(Boolean).join(": ") || "–";
  const next = state === "pending" && nextAttempt ? copy.automation.nextAttempt(formatMoment(nextAttempt)) : null;
  return (
    <tr>
      <Cell label={copy.created}>{formatMoment(delivery.created)}</Cell>
      <Cell label={copy.automation.deliveryState}>
        <span className={state === "dead" ? "font-medium text-danger" : undefined}>
          {copy.automation.deliveryStates[state]}
        </span>
      </Cell>
      <Cell isNumber label={copy.rows}>
        {formatCount(delivery.rows)}
      </Cell>
      <Cell isNumber label={copy.automation.attempts}>
        {formatCount(delivery.attempts)}
      </Cell>
      <Cell label={copy.automation.lastAnswer}>
        <span className="block min-w-0">
          <span className="block max-w-96 truncate max-sm:break-words max-sm:whitespace-normal" title={answer}>
            {answer}
          </span>
          {next ? <span className="block text-ink-mute text-xs">{next}</span> : null}
        </span>
      </Cell>
      <Cell isNarrow>
        {state === "delivered" ? null : (
          <Button
            className="h-7 text-xs"
            aria-label={copy.automation.retryOf(id)}
            disabled={retry.isPending}
            onClick={() => retry.mutate()}
          >
            {copy.automation.retryNow}
          </Button>
        )}
      </Cell>
    </tr>
  );
}
