import { expect, test } from "vitest";
import { imageSizeOf } from "../../src/lib/image-size.ts";

const base64 = (...bytes: number[]): string => btoa(String.fromCharCode(...bytes));
const png = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 64, 0, 0, 0, 240];
const tables = [0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 3, 9];
const frameHeader = [0xff, 0xc0, 0, 11, 8, 0, 240, 1, 64];

test.each([
	["a PNG", base64(...png)],
	["a JPEG", base64(0xff, 0xd8, ...tables, ...frameHeader)],
	["a progressive JPEG", base64(0xff, 0xd8, 0xff, 0xc2, ...frameHeader.slice(2))],
])("the size of %s is read from its head", (_, image) => {
	expect(imageSizeOf(image)).toEqual({ width: 320, height: 240 });
});

test.each([
	["nothing", ""],
	["what is no image", btoa("GIF89a, and so on")],
	["a PNG that is cut short", base64(...png.slice(0, 18))],
	["a JPEG that is cut short", base64(0xff, 0xd8, ...tables)],
])("%s has no size", (_, image) => {
	expect(imageSizeOf(image)).toBeUndefined();
});
