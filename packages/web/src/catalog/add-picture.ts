import { api } from "../api/client.ts";

/** Uploads a picture to be an example, and gives the hash it is known by. */
export const addPicture = async (file: File) =>
  api.addPicture({ image: await base64Of(file), ...(file.name ? { name: file.name } : {}) });

async function base64Of(file: File): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new TypeError(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(",") + 1);
}
