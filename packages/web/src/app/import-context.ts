import { useNavigate } from "@tanstack/react-router";

/** Opens the import page from any other. */
export function useOpenImport(): () => void {
  const navigate = useNavigate();
  return () => void navigate({ to: "/import", search: {} });
}
