export const openVectorFile = async (_: any): Promise<any> => {
  throw new Error("interim");
};
