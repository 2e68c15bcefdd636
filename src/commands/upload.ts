import { z } from "zod";
import { knownFields } from "../lib/known-fields.ts";
import { command } from "./command.ts";
import { quote } from "./diagnose.ts";
import { selector } from "./fields.ts";
import { inPage } from "./in-page.ts";
import { locate, NEEDS } from "./locate.ts";
import { setFiles } from "./page/field.ts";
import { Refused } from "./refused.ts";

const file = knownFields({
	name: z
		.string()
		.min(1)
		.max(255)
		.refine((name) => !/[/\\]/.test(name), { error: "a file's name, not a path" }),
	mime_type: z.string().max(255).default("application/octet-stream"),
	content: z.base64(),
});

export const uploadFile = command({
	name: "upload_file",
	origin: "berth",
	kind: "action",
	summary: "Gives a file field files by their content (base64), never by a path",
	interacts: true,
	data: { selector, files: z.array(file).max(20) },
	async run(context, data) {
		// Pages hide the field itself behind a button of their own.
		const { element } = await locate(context, data.selector, NEEDS.attached);
		const files = data.files.map(({ name, mime_type, content }) => ({
			name,
			type: mime_type,
			base64: content,
		}));
		const outcome = await inPage(element, setFiles, files);
		if (outcome === "no_file_field")
			throw new Refused("element_of_wrong_kind", `${quote(data.selector)} is no <input type="file">.`);
		if (outcome === "single")
			throw new Refused("invalid_command_data", `files: ${quote(data.selector)} takes one only.`);
	},
});
