import { vectorStoreCases } from "./vector-store.cases.ts";
import { createReferenceStore } from "./vector-store.reference.ts";

// The cases hold for the plainest store there is, so they say something about the interface.
vectorStoreCases("reference vector store in memory", async () => createReferenceStore());
