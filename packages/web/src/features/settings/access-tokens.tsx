import type { AccessToken } from "@pomona/contract/tokens";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { aboutQuery, tokensQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { formatMoment } from "../../ui/format.ts";
import { ProblemState } from "../../ui/problem-note.tsx";
import { showMessage } from "../../ui/toast.tsx";

/** Who may call the server: tokens that were made, and making another. */
export function AccessTokens() {
  const { data: tokens, error, refetch } = useQuery(tokensQuery);
  const about = useQuery(aboutQuery).data;
  const [made, setMade] = useState<{ id: string; token: string } | null>(null);
  const [doomed, setDoomed] = useState<AccessToken | null>(null);
  if (error && !tokens) return <ProblemState error={error} onRetry={() => void refetch()} />;
  return (
    <div className="flex flex-col gap-4">
      <p className="m-0 max-w-prose text-ink-soft">
        {copy.tokensText} {about ? (about.isTokenNeeded ? copy.tokenIsNeeded : copy.tokenIsNotNeeded) : null}
      </p>
      <CreateToken onMade={setMade} />
      {made && tokens?.some(({ id }) => id === made.id) ? (
        <MadeToken token={made.token} onClose={() => setMade(null)} />
      ) : null}
      {tokens?.length === 0 ? <p className="m-0 text-ink-mute">{copy.noTokens}</p> : null}
      {tokens && tokens.length > 0 ? <TokenList tokens={tokens} onRevoke={setDoomed} /> : null}
      {doomed ? <Revocation token={doomed} onClose={() => setDoomed(null)} /> : null}
    </div>
  );
}

function CreateToken({ onMade }: { onMade: (made: { id: string; token: string }) => void }) {
  const [name, setName] = useState("");
  const create = useAction({
    run: () => api.createToken({ name: name.trim() }),
    changes: ["tokens"],
    onDone: (made) => {
      setName("");
      onMade(made);
    },
  });
  return (
    <form
      className="flex max-w-lg items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") create.mutate();
      }}
    >
      <div className="min-w-0 flex-1">
        <TextField
          label={copy.tokenName}
          placeholder={copy.tokenNameExample}
          value={name}
          onValue={setName}
          maxLength={100}
          autoComplete="off"
        />
      </div>
      <Button look="accent" type="submit" disabled={name.trim() === "" || create.isPending}>
        {copy.createToken}
      </Button>
    </form>
  );
}

function MadeToken({ token, onClose }: { token: string; onClose: () => void }) {
  const copyToken = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(token);
      showMessage(copy.tokenCopied);
    } catch {
      showMessage(copy.keyNotCopied);
    }
  };
  return (
    <section aria-label={copy.newToken} className="rounded-xl border border-accent/50 bg-accent-wash p-4">
      <p role="status" className="m-0 mb-2 font-medium">
        {copy.tokenShownOnce}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 rounded-md bg-surface px-3 py-1.5 font-mono break-all">{token}</code>
        <Button icon="copy" onClick={() => void copyToken()}>
          {copy.copyToken}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {copy.done}
        </Button>
      </div>
    </section>
  );
}

function TokenList({ tokens, onRevoke }: { tokens: readonly AccessToken[]; onRevoke: (token: AccessToken) => void }) {
  return (
    <ul
      aria-label={copy.accessTokens}
      className="m-0 list-none divide-y divide-line rounded-xl border border-line bg-surface p-0"
    >
      {tokens.map((token) => (
        <li key={token.id} className="flex items-center gap-3 py-2 pr-2 pl-4">
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium">{token.name}</span>
            <span className="block text-ink-mute text-xs">
              {copy.createdAt(formatMoment(token.created))} ·{" "}
              {token.lastUsed === null ? copy.neverUsed : copy.lastUsedAt(formatMoment(token.lastUsed))}
            </span>
          </span>
          <Button look="quiet" aria-label={copy.revokeToken(token.name)} onClick={() => onRevoke(token)}>
            {copy.revoke}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Revocation({ token: { id, name }, onClose }: { token: AccessToken; onClose: () => void }) {
  const revoke = useAction({
    run: () => api.revokeToken({ id }),
    changes: ["tokens"],
    onDone: () => {
      showMessage(copy.tokenRevoked(name));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={copy.revokeTokenTitle(name)}
      action={copy.revoke}
      isBusy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      {copy.revokeTokenText}
    </ConfirmDialog>
  );
}
