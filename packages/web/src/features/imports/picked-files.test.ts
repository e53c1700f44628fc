import { expect, it } from "vitest";
import { addressTable, filesOfEntries, likelySource, sourcesOf } from "./picked-files.ts";

const fileEntry = (fullPath: string) =>
  ({
    isFile: true,
    fullPath,
    file: (resolve: (file: Blob) => void) => resolve(new Blob([fullPath])),
  }) as unknown as FileSystemEntry;
const folderEntry = (fullPath: string, pieces: FileSystemEntry[][]) =>
  ({
    isFile: false,
    fullPath,
    createReader: () => {
      const left = [...pieces, []];
      return { readEntries: (resolve: (piece: FileSystemEntry[]) => void) => resolve(left.shift() ?? []) };
    },
  }) as unknown as FileSystemEntry;

it("takes every file of a dropped folder, also of one that comes in pieces", async () => {
  const folder = folderEntry("/photos", [
    [fileEntry("/photos/1.jpg")],
    [folderEntry("/photos/red", [[fileEntry("/photos/red/2.jpg")]]), fileEntry("/photos/3.jpg")],
  ]);
  const files = await filesOfEntries([folder, fileEntry("/4.jpg")]);
  expect(files.map(({ path }) => path)).toEqual(["photos/1.jpg", "photos/red/2.jpg", "photos/3.jpg", "4.jpg"]);
});

it("offers the folder that everything is in, and the tables inside", () => {
  expect(sourcesOf(["photos/1.jpg", "photos/a/2.jpg", "photos/labels.csv"])).toEqual(["photos", "photos/labels.csv"]);
  expect(sourcesOf(["1.jpg", "2.jpg"])).toEqual([""]);
  expect(sourcesOf(["mails.parquet"])).toEqual(["mails.parquet"]);
  expect(likelySource(["photos/1.jpg", "photos/labels.csv"])).toBe("photos");
  expect(likelySource(["data/mails.csv"])).toBe("data/mails.csv");
});

it("writes addresses as a table, each once, whatever stands between them", async () => {
  const made = addressTable('https://a.example/1.jpg\n\n  https://b.example/"x",y.png https://a.example/1.jpg ');
  expect(made?.count).toBe(2);
  expect(await made?.file.file.text()).toBe(
    'key,url\n"https://a.example/1.jpg","https://a.example/1.jpg"\n"https://b.example/""x"",y.png","https://b.example/""x"",y.png"\n',
  );
  expect(addressTable(" \n ")).toBeNull();
});
