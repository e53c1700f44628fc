import { useMutation } from "@tanstack/react-query";
import { addPicture } from "../../catalog/add-picture.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { showMessage, showProblem } from "../../ui/toast.tsx";

/** Pictures a picture from outside and searches by it, in the space of the search or one that can embed pictures. */
export function useAddPicture() {
  const { spaces, space, isSimilar, showSimilar } = useCatalog();
  const seeing = [...(isSimilar && space ? [space] : []), ...spaces].find(
    (one) => one.queryModalities.includes("image") && one.count > 0,
  );
  const picture = useMutation({
    mutationFn: addPicture,
    onSuccess: (made) =>
      showSimilar([{ sign: "+", kind: "image", value: made.picture }], { isAdding: isSimilar, space: seeing?.name }),
    onError: showProblem,
  });
  return {
    isBusy: picture.isPending,
    canSee: seeing !== undefined,
    add: (files: Iterable<File>): void => {
      const file = [...files].find(({ type }) => type.startsWith("image/"));
      if (!file) showMessage(copy.noPicture);
      else if (!seeing) showMessage(copy.noImageSpace);
      else picture.mutate(file);
    },
  };
}
