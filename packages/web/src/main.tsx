import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/query-client.ts";
import { fetchPages, router } from "./app/router.tsx";
import { applyTheme, storedTheme } from "./app/theme.ts";
import { Toasts } from "./ui/toast.tsx";
import "./styles.css";

/** By then the first page is there, with its pictures. */
const FETCH_PAGES_AFTER_MS = 3000;

applyTheme(storedTheme());

const root = document.getElementById("root");
if (!root) throw new Error("The page has no element with the id `root`.");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  </StrictMode>,
);
setTimeout(fetchPages, FETCH_PAGES_AFTER_MS);
