import { z } from "zod";
import { command } from "./command.ts";
import { describeDialog } from "./dialog.ts";
import { Refused } from "./refused.ts";

export const handleDialog = command({
	name: "handle_dialog",
	aliases: ["dialog"],
	origin: "berth",
	kind: "action",
	summary: "Answers the dialog (alert, confirm, prompt) that the page shows, or shows within two seconds",
	interacts: true,
	defaultTimeoutMs: 2_000,
	data: { accept: z.boolean().default(true), prompt_text: z.string().max(100_000).optional() },
	async run(context, data) {
		const tab = await context.tab(true);
		while (tab.dialog === undefined) {
			if (context.deadline.leftMs <= 50) throw new Refused("no_dialog", "The page shows no dialog.");
			await context.deadline.pause(50);
		}
		const { dialog } = tab;
		const description = describeDialog(dialog);
		if (data.accept) await dialog.accept(data.prompt_text);
		else await dialog.dismiss();
		return { data: description };
	},
});
