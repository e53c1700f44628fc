import { createContext, useContext } from "react";

/** Opens the import dialog from any page. */
export const ImportContext = createContext<() => void>(() => undefined);
export const useOpenImport = (): (() => void) => useContext(ImportContext);
