import typeson from "typeson-registry/dist/index.umd.min.cjs";
import readStorageScript from "./page/read-storage.page.js";
import valuesScript from "./page/values.page.js";
import writeStorageScript from "./page/write-storage.page.js";

const within = (script: string, call: string): string =>
	`async (argument) => {${[typeson, valuesScript, script].join("\n")}\nreturn ${call}(argument);}`;

/** Functions for a world of its own in a page of the origin: what they do is told where they are written. */
export const storageScript = {
	read: within(readStorageScript, "readStorage"),
	write: within(writeStorageScript, "writeStorage"),
} as const;
