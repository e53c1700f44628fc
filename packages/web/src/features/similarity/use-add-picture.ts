import { useMutation } from "@tanstack/react-query";
import { uploadPicture } from "../../catalog/upload-picture.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { showMessage, showProblem } from "../../ui/toast.tsx";

/** Uploads a picture from outside and searches by it, in the space of the search or one that can embed pictures. */
export function useAddPicture() {
  const { spaces, space, isSimilar, showSimilar } = useCatalog();
  const seeing = [...(isSimilar && space ? [space] : []), ...spaces].find(
    (one) => one.queryModalities.includes("image") && one.count > 0,
  );
  const upload = useMutation({
    mutationFn: uploadPicture,
    onSuccess: (made) =>
      showSimilar([{ sign: "+", kind: "image", value: made.upload }], { isAdding: isSimilar, space: seeing?.name }),
    onError: showProblem,
  });
  return {
    isBusy: upload.isPending,
    canSee: seeing !== undefined,
    add: (files: Iterable<File>): void => {
      const picture = [...files].find((file) => file.type.startsWith("image/"));
      if (!picture) showMessage(copy.noPicture);
      else if (!seeing) showMessage(copy.noImageSpace);
      else upload.mutate(picture);
    },
  };
}
