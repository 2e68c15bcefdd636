/** The pages of a browser, the current one first: that is the one last shown or opened, or the next when it closes. */
export class TabOrder {
	#pages: readonly string[] = [];

	/** The page to be seen; `undefined` while there is none. */
	get current(): string | undefined {
		return this.#pages[0];
	}

	/** Takes the pages that there are; the current one stays so if it is among them, else `preferred` is. */
	reset(pages: readonly string[], preferred: string | undefined): void {
		const { current } = this;
		this.#pages = pages;
		if (preferred !== undefined) this.show(preferred);
		if (current !== undefined) this.show(current);
	}

	/** A page opened, and is current; one that is known already changes nothing. */
	open(page: string): void {
		if (!this.#pages.includes(page)) this.#pages = [page, ...this.#pages];
	}

	/** A page opened that is not the session's: it is current only when it is shown, or no other is left. */
	openBehind(page: string): void {
		if (!this.#pages.includes(page)) this.#pages = [...this.#pages, page];
	}

	close(page: string): void {
		this.#pages = this.#pages.filter((each) => each !== page);
	}

	/** Makes a known page the current one. */
	show(page: string): void {
		if (this.#pages.includes(page)) this.#pages = [page, ...this.#pages.filter((each) => each !== page)];
	}
}
