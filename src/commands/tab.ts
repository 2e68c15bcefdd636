import type { Dialog, Page, Target } from "@cloudflare/puppeteer";
import { pageClient, targetIdOf } from "./internals.ts";
import { Navigations } from "./navigations.ts";
import { Refs } from "./refs.ts";

/** What may happen to a tab while a command is at work in it. */
export type Interruption =
	| { readonly kind: "crashed" }
	| { readonly kind: "closed" }
	| { readonly kind: "dialog"; readonly dialog: Dialog };

/** One page and what Berth knows of it. */
export class Tab {
	readonly id: string;
	readonly page: Page;
	readonly navigations: Navigations;
	readonly refs = new Refs();
	/** What a person moves and presses there is kept by puppeteer; this is what Berth has drawn into the page. */
	clickOverlayScript: string | undefined;
	/** Whether one of Berth's commands is at work here. */
	isDriven = false;
	#dialog: Dialog | undefined;
	#isCrashed = false;
	#interruption = Promise.withResolvers<Interruption>();

	private constructor(target: Target, page: Page) {
		this.id = targetIdOf(target);
		this.page = page;
		this.navigations = new Navigations(page);
		page.on("dialog", (dialog) => this.#opened(dialog));
		pageClient(page).on("Page.javascriptDialogClosed", () => {
			this.#dialog = undefined;
		});
		page.on("error", () => {
			this.#isCrashed = true;
			this.#interrupt({ kind: "crashed" });
		});
		page.on("close", () => this.#interrupt({ kind: "closed" }));
		page.on("framenavigated", (frame) => {
			if (frame === page.mainFrame()) this.refs.clear();
		});
	}

	/** Attaches to a target's page. It does not answer while the page is busy, or shows a dialog. */
	static async attach(target: Target): Promise<Tab> {
		const page = await target.page();
		if (page === null) throw new Error("target is no page");
		const tab = new Tab(target, page);
		// A tab in the background is to behave like the one in front: its frames are painted, its focus events fire.
		await pageClient(page).send("Emulation.setFocusEmulationEnabled", { enabled: true });
		return tab;
	}

	get isCrashed(): boolean {
		return this.#isCrashed;
	}

	/** The dialog that is open and stops everything else on the page. */
	get dialog(): Dialog | undefined {
		return this.#dialog;
	}

	/** Resolves with what happens next to the page, if anything does. */
	get interruption(): Promise<Interruption> {
		return this.#interruption.promise;
	}

	#opened(dialog: Dialog): void {
		if (dialog.type() === "beforeunload" && this.isDriven) {
			// Whoever has the page navigate wants to leave it.
			void dialog.accept().catch(() => undefined);
			return;
		}
		this.#dialog = dialog;
		this.#interrupt({ kind: "dialog", dialog });
	}

	#interrupt(interruption: Interruption): void {
		const { resolve } = this.#interruption;
		this.#interruption = Promise.withResolvers();
		resolve(interruption);
	}
}
