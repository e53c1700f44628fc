import type { ScoringFunction } from "@pomona/contract/functions";
import { Link } from "@tanstack/react-router";
import { copy } from "../../copy.ts";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { StateBadge } from "./state-badge.tsx";

/** What a combination is made of, and whether its parts are well. */
export function CombinationParts({ combination }: { combination: NonNullable<ScoringFunction["combination"]> }) {
  const hasWeights = combination.operator === "sum";
  return (
    <section aria-label={copy.learn.parts}>
      <h2 className="m-0 mb-2 font-medium text-ink-soft text-xs">
        {copy.learn.parts} · {copy.learn.operators[combination.operator]}
      </h2>
      <Table label={copy.learn.parts} narrow="wrap">
        <thead>
          <tr>
            <HeadCell>{copy.learn.partName}</HeadCell>
            {hasWeights ? <HeadCell isNumber>{copy.learn.weight}</HeadCell> : null}
            <HeadCell isNumber>{copy.version}</HeadCell>
            <HeadCell>{copy.learn.state}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {combination.parts.map((part, place) => (
            <tr key={part.function ?? `deleted ${place}`}>
              <Cell>
                {part.function === null ? (
                  <span className="text-danger">{copy.learn.deletedPart}</span>
                ) : (
                  <Link
                    to="/functions/$name"
                    params={{ name: part.function }}
                    className="rounded font-medium hover:text-accent-strong hover:underline"
                  >
                    {part.function}
                  </Link>
                )}
              </Cell>
              {hasWeights ? <Cell isNumber>{part.weight}</Cell> : null}
              <Cell isNumber>{part.version ?? copy.learn.notKnown}</Cell>
              <Cell>
                <StateBadge state={part.state} />
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
